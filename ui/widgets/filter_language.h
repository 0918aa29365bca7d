// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QList>
#include <QString>
#include <QStringList>

namespace heddle::widgets {

// One term of a filter, as it is written canonically, and where it stands in the text: [begin, end)
// characters.
struct FilterPiece {
  QString text;
  int begin = 0, end = 0;
};

struct FilterMistake {
  QString sentence;
  int begin = 0, end = 0;
};

struct FilterReading {
  QString canonical;
  QList<FilterPiece> pieces;
  QList<FilterMistake> mistakes;
};

// What may be written at the cursor: `text` replaces [begin, end).
struct FilterOffer {
  QString text;
  QString about;
  int begin = 0, end = 0;
};

// The language a filter bar speaks; composition provides it, the bar knows no field. Lives on the GUI thread,
// is quick, and outlives the bar.
class FilterLanguage {
 public:
  virtual ~FilterLanguage() = default;
  virtual FilterReading read(const QString& text) const = 0;
  // May ask for values and tell the bar later (FilterBar::offerAgain).
  virtual QList<FilterOffer> offers(const QString& text, int cursor) = 0;

  // The words of the plain term of this field; and the text with it replaced, taken out when there are none.
  virtual QStringList words(const QString& text, const QString& field) const = 0;
  virtual QString withWords(const QString& text, const QString& field, const QStringList& words) const = 0;
  // Whether the text holds every term of `part`; and the text with them added, or taken out.
  virtual bool holds(const QString& text, const QString& part) const = 0;
  virtual QString toggled(const QString& text, const QString& part) const = 0;
  // `field:value` with the quotation marks it needs.
  virtual QString term(const QString& field, const QString& value, bool excluded) const = 0;
};

}  // namespace heddle::widgets
