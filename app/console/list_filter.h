// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"
#include "ui/widgets/filter_language.h"

#include <QHash>
#include <QObject>

namespace heddle::console {

/// The filter grammar of one list for its bar. Fields come from the list's table, values from the database:
/// it asks for them once (valuesWanted) and offers what has come.
class ListFilter : public QObject, public widgets::FilterLanguage {
  Q_OBJECT
 public:
  explicit ListFilter(const query::ListSchema& schema, QObject* parent = nullptr);

  /// What the database keeps; until then every field is taken as kept. A value, for it may be replaced.
  void setCapabilities(const query::Capabilities& capabilities) { capabilities_ = capabilities; }
  /// Values of a field, or of the keys at a place of a JSON field ("meta", "meta.user").
  void setValues(const QString& place, const QStringList& values);
  void forgetValues() { values_.clear(); }
  /// The filter of a text that has no mistakes.
  query::Filter filter(const QString& text) const;
  /// The text without the terms that name a secret: for files, links and commands.
  QString withoutSecrets(const QString& text) const;

  widgets::FilterReading read(const QString& text) const override;
  QList<widgets::FilterOffer> offers(const QString& text, int cursor) override;
  QStringList words(const QString& text, const QString& field) const override;
  QString withWords(const QString& text, const QString& field, const QStringList& words) const override;
  bool holds(const QString& text, const QString& part) const override;
  QString toggled(const QString& text, const QString& part) const override;
  QString term(const QString& field, const QString& value, bool excluded) const override;

 Q_SIGNALS:
  void valuesWanted(const QString& place);

 private:
  const query::Capabilities* known() const { return capabilities_ ? &*capabilities_ : nullptr; }
  QList<widgets::FilterOffer> fieldOffers(const QString& begun, int begin, int end) const;
  QList<widgets::FilterOffer> valueOffers(const QString& head, const QString& begun, int begin, int end);
  QStringList sampled(const QString& place);

  const query::ListSchema& schema_;
  std::optional<query::Capabilities> capabilities_;
  QHash<QString, QStringList> values_;
};

}  // namespace heddle::console
