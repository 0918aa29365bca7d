// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace heddle::console {

/// A list's filter, order and columns under a name.
struct SavedView {
  QString name;
  QJsonObject state;  // as the page serializes it; never rows
};

/// The views of all lists, in one file of the profile that is replaced as a whole. A view belongs to a list,
/// not to a deployment. GUI thread.
class SavedViews {
 public:
  explicit SavedViews(QString path);

  QList<SavedView> of(const QString& list) const;
  /// One with this name is replaced. What cannot be written is told.
  QString save(const QString& list, const SavedView& view);
  QString remove(const QString& list, const QString& name);

 private:
  QString write() const;

  QString path_;
  QJsonObject lists_;  // list: array of {name, state}
};

}  // namespace heddle::console
