// SPDX-License-Identifier: Apache-2.0
#include "app/console/saved_views.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace heddle::console {
namespace {

const QString kName = QStringLiteral("name");
const QString kState = QStringLiteral("state");

QJsonArray without(const QJsonArray& views, const QString& name) {
  QJsonArray kept;
  for (const auto& view : views) {
    if (view.toObject().value(kName).toString() != name) kept.append(view);
  }
  return kept;
}

}  // namespace

SavedViews::SavedViews(QString path) : path_(std::move(path)) {
  QFile file(path_);
  if (file.open(QIODevice::ReadOnly)) lists_ = QJsonDocument::fromJson(file.readAll()).object();
}

QList<SavedView> SavedViews::of(const QString& list) const {
  QList<SavedView> views;
  for (const auto& view : lists_.value(list).toArray()) {
    const QJsonObject object = view.toObject();
    views.append({object.value(kName).toString(), object.value(kState).toObject()});
  }
  return views;
}

QString SavedViews::save(const QString& list, const SavedView& view) {
  QJsonArray views = without(lists_.value(list).toArray(), view.name);
  views.append(QJsonObject{{kName, view.name}, {kState, view.state}});
  lists_.insert(list, views);
  return write();
}

QString SavedViews::remove(const QString& list, const QString& name) {
  lists_.insert(list, without(lists_.value(list).toArray(), name));
  return write();
}

QString SavedViews::write() const {
  QSaveFile file(path_);
  if (!file.open(QIODevice::WriteOnly)) return file.errorString();
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  file.write(QJsonDocument(lists_).toJson());
  return file.commit() ? QString() : file.errorString();
}

}  // namespace heddle::console
