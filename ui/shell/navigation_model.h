// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

namespace heddle::shell {

// Sections and pages of the navigation, from the registry; those that are there only where something is for
// them, as far as that was offered. Sections cannot be chosen, and go with the last of their pages.
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
  void setOffered(const QString& slug, const QString& kind, bool offered);
  int rowOf(const QString& kind) const;

 private:
  struct Row {
    QString title;
    QString kind;  // empty for a section
    QString icon;
    bool perDeployment = false;
    bool whereOffered = false;
  };

  QString count(const Row& row) const;
  QVector<Row> rowsNow() const;
  void showRows();

  QVector<Row> all_, rows_;  // rows_: those that are shown
  QString deployment_;
  QHash<QString, QString> counts_;
  QSet<QString> offered_;
};

}  // namespace heddle::shell
