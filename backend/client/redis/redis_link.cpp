// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_link.h"

#include "backend/client/redis/allow_list.h"
#include "backend/client/redis/redis_socket.h"

#include <hiredis/hiredis.h>

namespace heddle::client {
namespace {

RedisReply valueOf(const redisReply& reply) {
  RedisReply out;
  switch (reply.type) {
    case REDIS_REPLY_STRING:
      out.kind = RedisReply::Kind::text;
      break;
    case REDIS_REPLY_STATUS:
      out.kind = RedisReply::Kind::status;
      break;
    case REDIS_REPLY_ERROR:
      out.kind = RedisReply::Kind::error;
      break;
    case REDIS_REPLY_INTEGER:
      out.kind = RedisReply::Kind::integer;
      out.integer = reply.integer;
      return out;
    case REDIS_REPLY_ARRAY:
      out.kind = RedisReply::Kind::array;
      out.items.reserve(reply.elements);
      for (std::size_t i = 0; i < reply.elements; ++i)
        out.items.push_back(valueOf(*reply.element[i]));
      return out;
    default:
      return out;
  }
  out.text.assign(reply.str, reply.len);
  return out;
}

/// Messages and acknowledgements of subscriptions come unasked, on the same stream.
bool isPush(const RedisReply& reply) {
  if (reply.kind != RedisReply::Kind::array || reply.items.empty()) return false;
  const auto& kind = reply.items.front().text;
  return (kind == "message" && reply.items.size() == 3) || (kind == "pmessage" && reply.items.size() == 4);
}

}  // namespace

RedisLink::RedisLink(deployment::RedisTarget target, QObject* parent)
    : QObject(parent), target_(std::move(target)) {
  patience_.setParent(this);  // moves along to the Redis thread
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] {
    fail(QStringLiteral("%1 does not answer; a firewall may drop the traffic.").arg(placeOf(target_)));
  });
}

RedisLink::~RedisLink() {
  close();
}

void RedisLink::open() {
  close();
  reader_ = redisReaderCreate();
  reader_->maxbuf = 0;  // keep the buffer between replies
  patience_.start(target_.connectTimeout);
  socket_ = connectSocket(target_, this,
                          {[this] { logIn(); }, [this](const QString& sentence) { fail(sentence); }});
  connect(socket_, &QIODevice::readyRead, this, &RedisLink::readAvailable);
}

void RedisLink::close() {
  patience_.stop();
  ready_ = false;
  expected_.clear();
  unfinished_ = 0;
  if (socket_ != nullptr) {
    socket_->disconnect(this);
    socket_->close();
    socket_->deleteLater();
    socket_ = nullptr;
  }
  if (reader_ != nullptr) redisReaderFree(reader_);
  reader_ = nullptr;
}

void RedisLink::logIn() {
  const auto expect = [this](const char* what) {
    return [this, what](const RedisReply& reply) {
      if (!reply.isError()) return;
      const bool denied = reply.text.starts_with("WRONGPASS") || reply.text.starts_with("NOAUTH") ||
                          reply.text.starts_with("ERR AUTH");
      fail(denied ? QStringLiteral("Redis at %1 refused the login; check user and password.")
                        .arg(placeOf(target_))
                  : QStringLiteral("Redis at %1 refused %2: %3")
                        .arg(placeOf(target_), QLatin1String(what), QString::fromStdString(reply.text)),
           SourceError::Kind::refused);
    };
  };
  if (!target_.password.empty()) {
    std::vector<std::string> login{"AUTH"};
    if (!target_.username.empty()) login.push_back(target_.username);
    login.push_back(target_.password);
    write(login, expect("the login"));
  }
  if (target_.database != 0) write({"SELECT", std::to_string(target_.database)}, expect("the database"));
  // A name helps whoever looks at CLIENT LIST; a server that forbids it may.
  write({"CLIENT", "SETNAME", target_.clientName.empty() ? "heddle-console" : target_.clientName},
        [](const RedisReply&) {});
  write({"PING"}, [this](const RedisReply& reply) {
    if (reply.isError()) {
      const bool login = reply.text.starts_with("NOAUTH");
      fail(login ? QStringLiteral("Redis at %1 wants a password; add it to the URI.").arg(placeOf(target_))
                 : QStringLiteral("Redis at %1 answers with an error: %2")
                       .arg(placeOf(target_), QString::fromStdString(reply.text)),
           SourceError::Kind::refused);
      return;
    }
    patience_.stop();
    ready_ = true;
    Q_EMIT ready();
  });
}

bool RedisLink::send(const std::vector<std::string>& arguments, Answer answer) {
  if (!ready_ || !isReadOnlyCommand(arguments)) return false;
  write(arguments, std::move(answer));
  return true;
}

void RedisLink::write(const std::vector<std::string>& arguments, Answer answer) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const auto& argument : arguments) {
    words.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  char* bytes = nullptr;
  const auto length =
      redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), words.data(), lengths.data());
  if (length < 0) throw std::bad_alloc();
  expected_.push_back(std::move(answer));
  socket_->write(bytes, length);
  redisFreeCommand(bytes);
}

void RedisLink::readAvailable() {
  const auto bytes = socket_->readAll();
  unfinished_ += static_cast<std::size_t>(bytes.size());
  if (redisReaderFeed(reader_, bytes.constData(), static_cast<std::size_t>(bytes.size())) != REDIS_OK) {
    fail(QStringLiteral("%1 does not speak Redis' protocol.").arg(placeOf(target_)),
         SourceError::Kind::invalid);
    return;
  }
  for (;;) {
    void* raw = nullptr;
    if (redisReaderGetReply(reader_, &raw) != REDIS_OK) {
      fail(QStringLiteral("%1 does not speak Redis' protocol.").arg(placeOf(target_)),
           SourceError::Kind::invalid);
      return;
    }
    if (raw == nullptr) break;
    unfinished_ = 0;
    auto* reply = static_cast<redisReply*>(raw);
    auto value = valueOf(*reply);
    freeReplyObject(reply);
    take(std::move(value));
    if (reader_ == nullptr) return;  // an answer closed the link
  }
  if (unfinished_ > kMostReplyBytes)
    fail(QStringLiteral("A reply of Redis at %1 was larger than 16 MiB; the connection was closed.")
             .arg(placeOf(target_)));
}

void RedisLink::take(RedisReply reply) {
  if (isPush(reply)) {
    const auto count = reply.items.size();
    Q_EMIT messageArrived(reply.items[count - 2].text, reply.items[count - 1].text);
    return;
  }
  if (expected_.empty()) return;
  const auto answer = std::move(expected_.front());
  expected_.pop_front();
  answer(reply);
}

void RedisLink::fail(const QString& sentence, SourceError::Kind kind) {
  if (socket_ == nullptr) return;
  close();
  Q_EMIT closed({kind, sentence, true});
}

}  // namespace heddle::client
