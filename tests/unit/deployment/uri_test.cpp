// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/postgres_uri.h"
#include "backend/deployment/redis_uri.h"

#include <QtTest>

using namespace heddle::deployment;

namespace {

QString joined(const PostgresTarget& target) {
  QStringList parts;
  for (const auto& [key, value] : target.keywords) {
    parts << QString::fromStdString(key) + QLatin1Char('=') + QString::fromStdString(value);
  }
  parts.sort();
  return parts.join(QLatin1Char(' '));
}

QString described(const RedisTarget& target) {
  const char* transports[] = {"tcp", "tls", "unix"};
  const bool local = target.transport == RedisTransport::unixSocket;
  return QStringLiteral("%1 %2 user=%3 pw=%4 db=%5")
      .arg(QLatin1String(transports[static_cast<int>(target.transport)]),
           local ? QString::fromStdString(target.path)
                 : QString::fromStdString(target.host) + QLatin1Char(':') + QString::number(target.port),
           QString::fromStdString(target.username), QString::fromStdString(target.password),
           QString::number(target.database));
}

}  // namespace

class UriTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void postgresIsRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("keywords");
    const auto row = [](const char* name, const char* text, const char* keywords) {
      QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(keywords);
    };
    row("whole", "postgres://u:p%40w@h:5433/d", "dbname=d host=h password=p@w port=5433 user=u");
    row("long scheme", "postgresql://u@h/d?application_name=a%20b",
        "application_name=a b dbname=d host=h user=u");
    row("scheme in capitals", "POSTGRES://h/d", "dbname=d host=h");
    row("nothing but the scheme", "postgresql://", "");
    row("socket folder in the query", "postgres://user:pw@/db?host=/tmp/s",
        "dbname=db host=/tmp/s password=pw user=user");
    row("socket folder as authority", "postgres://%2Fvar%2Frun%2Fpostgresql/db",
        "dbname=db host=/var/run/postgresql");
    row("query overrides", "postgres://u@h:1/d?port=2&user=v&dbname=e", "dbname=e host=h port=2 user=v");
    row("several hosts", "postgres://u@a:1,b:2/d?target_session_attrs=any",
        "dbname=d host=a,b port=1,2 target_session_attrs=any user=u");
    row("six", "postgres://[::1]:5432/d", "dbname=d host=::1 port=5432");
    row("empty port", "postgres://h:/d", "dbname=d host=h");
    row("plus is no space", "postgres://u:a+b@h/d", "dbname=d host=h password=a+b user=u");
    row("ssl=true", "postgres://h/d?ssl=true", "dbname=d host=h sslmode=require");
    row("key and value", "host=/tmp/s dbname='my db' password='it\\'s'",
        "dbname=my db host=/tmp/s password=it's");
    row("psycopg", "postgresql+psycopg://u@h/d", "dbname=d host=h user=u");
    row("asyncpg ssl word", "postgresql+asyncpg://u@h/d?ssl=verify-full",
        "dbname=d host=h sslmode=verify-full user=u");
    row("asyncpg ssl true", "postgres+asyncpg://u@h/d?ssl=true", "dbname=d host=h sslmode=require user=u");
    row("asyncpg ssl false", "postgresql+asyncpg://u@h/d?ssl=false",
        "dbname=d host=h sslmode=disable user=u");
    row("asyncpg only", "postgresql+asyncpg://u@h/d?prepared_statement_cache_size=0",
        "dbname=d host=h user=u");
    row("blanks around", "  postgres://h/d\n", "dbname=d host=h");
    row("a semicolon", "postgres://u:a%3Bb@h/d", "dbname=d host=h password=a;b user=u");
  }

  void postgresIsRead() {
    QFETCH(QString, text);
    QFETCH(QString, keywords);
    const auto target = parsePostgres(text.toStdString());
    QVERIFY2(target.has_value(), target ? "" : target.error().message.c_str());
    QCOMPARE(joined(*target), keywords);
    // What conninfo() writes means the same to libpq.
    if (!target->keywords.empty()) {
      const auto again = parsePostgres(target->conninfo());
      QVERIFY(again.has_value());
      QCOMPARE(joined(*again), keywords);
    }
    const auto redacted = parsePostgres(target->redacted());
    QVERIFY2(redacted.has_value(), target->redacted().c_str());
    auto without = *target;
    without.set("password", "");
    QCOMPARE(joined(*redacted), joined(without));
  }

  void postgresIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* text, const char* part) {
      QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(part);
    };
    row("empty", "  ", "no Postgres URI");
    row("unknown parameter", "postgres://h/d?nope=1", "named nope");
    row("unknown keyword", "host=h nope=1", "named nope");
    row("name without value", "postgres://h/d?hos%74", "lacks its value");
    row("two equal signs", "postgres://h/d?options=a=b", "two = signs");
    row("broken escape", "postgres://u:hunter2%zz@h/d", "percent escape");
    row("cut escape", "postgres://u:hunter2%2@h/d", "percent escape");
    row("nul", "postgres://u:hunter2%00@h/d", "percent escape");
    row("open bracket", "postgres://u:hunter2@[::1/d", "not closed");
    row("other scheme", "mysql://u:hunter2@h/d", "neither");
    row("stray text in the query", "postgres://u:pa/x?hunter2@h", "lacks its value");
  }

  void postgresIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto target = parsePostgres(text.toStdString());
    QVERIFY(!target.has_value());
    const auto message = QString::fromStdString(target.error().message);
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(!message.contains(QStringLiteral("hunter2")), qPrintable(message));
  }

  void redisIsRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("warnings");
    const auto row = [](const char* name, const char* text, const char* what, int warnings = 0) {
      QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(what) << warnings;
    };
    row("bare", "redis://", "tcp localhost:6379 user= pw= db=0");
    row("whole", "redis://u:p@Host:6380/3", "tcp host:6380 user=u pw=p db=3");
    row("capitals", "REDISS://h", "tls h:6379 user= pw= db=0");
    row("password only", "redis://:p%40%2F@h", "tcp h:6379 user= pw=p@/ db=0");
    row("decoded once", "redis://:a%2540b@h", "tcp h:6379 user= pw=a%40b db=0");
    row("at sign in the password", "redis://u:a@b@h", "tcp h:6379 user=u pw=a@b db=0");
    row("broken escape stays", "redis://:50%@h", "tcp h:6379 user= pw=50% db=0");
    row("query wins over the path", "redis://h/1?db=2", "tcp h:6379 user= pw= db=2");
    row("slashes around the number", "redis://h//5/", "tcp h:6379 user= pw= db=5");
    row("path is no number", "redis://h/prod", "tcp h:6379 user= pw= db=0", 1);
    row("first value wins", "redis://h?db=1&db=2", "tcp h:6379 user= pw= db=1");
    row("empty value is dropped", "redis://h/4?db=", "tcp h:6379 user= pw= db=4");
    row("query password", "redis://h?password=a+b&username=u%2B", "tcp h:6379 user=u+ pw=a b db=0");
    row("userinfo wins over the query", "redis://u:p@h?password=q&username=v", "tcp h:6379 user=u pw=p db=0");
    row("six", "redis://[::1]:7000/1", "tcp ::1:7000 user= pw= db=1");
    row("unix", "unix:///run/redis%20a.sock?db=2", "unix /run/redis a.sock user= pw= db=2");
    row("unix with login", "unix://u:p@/run/r.sock", "unix /run/r.sock user=u pw=p db=0");
    row("unix path is no database", "unix:///run/3", "unix /run/3 user= pw= db=0");
    row("unknown parameter", "redis://h?bogus=1", "tcp h:6379 user= pw= db=0", 1);
    row("go-redis parameter", "redis://h?pool_size=5&dial_timeout=5s", "tcp h:6379 user= pw= db=0");
    row("tls parameter without tls", "redis://h?ssl_cert_reqs=none", "tcp h:6379 user= pw= db=0", 1);
    row("fragment", "redis://h/1#x", "tcp h:6379 user= pw= db=1");
  }

  void redisIsRead() {
    QFETCH(QString, text);
    QFETCH(QString, what);
    QFETCH(int, warnings);
    const auto target = parseRedis(text.toStdString());
    QVERIFY2(target.has_value(), target ? "" : target.error().message.c_str());
    QCOMPARE(described(*target), what);
    QCOMPARE(static_cast<int>(target->warnings.size()), warnings);
    const auto redacted = parseRedis(target->redacted());
    QVERIFY2(redacted.has_value(), target->redacted().c_str());
    auto without = *target;
    without.password.clear();
    QCOMPARE(described(*redacted), described(without));
  }

  void redisIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* text, const char* part) {
      QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(part);
    };
    row("empty", "", "begins with redis://");
    row("no separator", "redis:h", "begins with redis://");
    row("other scheme", "http://h", "begins with redis://");
    row("sentinel", "redis+sentinel://h:26379/mymaster/0", "not supported");
    row("port text", "redis://:hunter2@h:abc", "port");
    row("port zero", "redis://h:0", "port");
    row("port large", "redis://h:70000", "port");
    row("bracket", "redis://[::1", "not closed");
    row("after bracket", "redis://[::1]x", "After the ]");
    row("db cast", "redis://:hunter2@h?db=one", "db takes a whole number");
    row("db negative", "redis://h?db=-1", "between 0");
    row("timeout cast", "redis://h?socket_timeout=soon", "number of seconds");
    row("certificate word", "rediss://h?ssl_cert_reqs=maybe", "none, optional or required");
    row("unix without path", "unix://", "path of the socket");
  }

  void redisIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto target = parseRedis(text.toStdString());
    QVERIFY(!target.has_value());
    const auto message = QString::fromStdString(target.error().message);
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(!message.contains(QStringLiteral("hunter2")), qPrintable(message));
  }

  void redisTlsParametersAreKept() {
    const auto target = parseRedis(
        "rediss://h?ssl_cert_reqs=none&ssl_ca_certs=/a/ca.pem&ssl_check_hostname=NO&socket_timeout=1.5");
    QVERIFY(target.has_value());
    QCOMPARE(target->certificateCheck, CertificateCheck::none);
    QCOMPARE(target->checkHostname, false);
    QCOMPARE(target->caFile, std::string("/a/ca.pem"));
    QCOMPARE(target->readTimeout.count(), 1500);
    QVERIFY(target->warnings.empty());
  }
};

QTEST_APPLESS_MAIN(UriTest)
#include "uri_test.moc"
