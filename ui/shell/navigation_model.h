// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <QAbstractListModel>
#include <QHash>

namespace heddle::shell {

// Sections and pages of the navigation, from the registry. Sections cannot be chosen.
class NavigationModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { KindRole = Qt::UserRole + 1, SectionRole, CountRole, IconRole };

  explicit NavigationModel(const PageRegistry& registry, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  void setDeployment(const QString& slug);
  void setCount(const QString& slug, const QString& kind, const QString& text);
  int rowOf(const QString& kind) const;

 private:
  struct Row {
    QString title;
    QString kind;  // empty for a section
    QString icon;
    bool perDeployment = false;
  };

  QString count(const Row& row) const;

  QVector<Row> rows_;
  QString deployment_;
  QHash<QString, QString> counts_;
};

}  // namespace heddle::shell
