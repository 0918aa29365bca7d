// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <QList>
#include <QObject>

namespace heddle::shell {

struct GoToHit {
  QString title;
  QString detail;  // deployment, kind, time: one faint line
  QString icon;
  PageKey key;
  QJsonObject state = {};  // what the page shall show; empty: as it comes
};

// Finds objects for the Ctrl+P palette: pasted ids, names. Implemented by composition over all connected
// deployments. The palette itself finds pages and deployments. Searches never block; a newer search makes
// older answers stale.
class GoToProvider : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  // Answers with any number of `found(generation, …)` and `missed(generation, …)` and one
  // `finished(generation)`.
  virtual void search(const QString& text, int generation) = 0;

 Q_SIGNALS:
  void found(int generation, const QList<heddle::shell::GoToHit>& hits);
  // Where it could not be looked to the end, in a sentence: what was not found may be there.
  void missed(int generation, const QString& sentence);
  void finished(int generation);
};

}  // namespace heddle::shell
