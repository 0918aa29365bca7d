// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include <QFlags>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

// What the shell knows of a page. Pages are made by composition (app/console); the shell shows them in tabs.
namespace heddle::shell {

// What a page can read from; the status bar shows their health.
enum class Source { Postgres = 1, Redis = 2, Api = 4 };
Q_DECLARE_FLAGS(Sources, Source)
Q_DECLARE_OPERATORS_FOR_FLAGS(Sources)

// The address of a page: what a tab shows, what session restore and links keep. No data, no secret.
struct PageKey {
  QString kind;        // "runs", "run", "threads", "thread", "local-servers" …: the id of a PageKind
  QString deployment;  // slug; empty for pages that belong to no deployment
  QString object;      // id of the run, thread … ; empty for a list

  bool operator==(const PageKey&) const = default;
};

// For session restore.
QJsonObject toJson(const PageKey& key, const QJsonObject& state);
PageKey keyFromJson(const QJsonObject& json);

enum class OpenMode { InPlace, NewTab, Background };

// One open page. GUI thread. Its tab owns all three: inspector, widget and page are deleted in this order
// when the page is left for good, so a page keeps plain or guarded pointers to its widgets and never deletes
// them itself.
class Page : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  virtual QString title() const = 0;
  virtual QString iconName() const = 0;
  virtual QWidget* widget() = 0;
  // Follows the selection of the page; null when it has none. Must stay the same widget while the page lives.
  virtual QWidget* inspector() { return nullptr; }
  // Commands of this page for the palette and its shortcuts; owned by the page.
  virtual QList<QAction*> commands() { return {}; }
  // The entries of its menus as they would be now, for the palette; valid until they are asked for again.
  virtual QList<QAction*> menuCommands() { return {}; }
  virtual Sources needs() const { return {}; }

  // Layout and filters only, never rows.
  virtual QJsonObject serializeState() const { return {}; }
  virtual void restoreState(const QJsonObject&) {}

  // What a link to the page says of what it shows: texts and flags for restoreState, without a secret.
  virtual QJsonObject linkState() const { return {}; }

  // The tab came to the front, or left it: a hidden page stops refreshing.
  virtual void activate() {}
  virtual void deactivate() {}
  virtual void refresh() {}
  // The object that is marked on this page and has a page of its own: what a copied link leads to. Without
  // one it leads to the page.
  virtual std::optional<PageKey> marked() const { return std::nullopt; }
  // "/": put the cursor into the filter.
  virtual void focusFilter() {}

 Q_SIGNALS:
  void titleChanged();
  void inspectorRequested();  // "Space": show the inspector if it is hidden
  void openRequested(const heddle::shell::PageKey& key, heddle::shell::OpenMode mode);
  // One line for the right end of the status bar: "~1,204,118 rows · 4 ms".
  void statusText(const QString& text);
  void noticeRequested(const QString& sentence);
};

// A kind of page: how it appears in the navigation and how one is made.
struct PageKind {
  QString id;
  QString title;
  QString icon;
  QString section;            // heading in the navigation: "Work", "Queue", "This computer" …
  bool perDeployment = true;  // false: one for the whole window
  bool inNavigation = true;   // false: reached by links only, like a single run
  std::function<Page*(const PageKey& key, QObject* parent)> create;
  QString listKind = {};      // for a single object: the kind marked in the navigation while it is in front
  bool whereOffered = false;  // in the navigation only of deployments that have something for it
};

// The pages there are, in navigation order; built once by composition and handed to the window.
class PageRegistry {
 public:
  // Answers it as it stands here, until the next one is added.
  PageKind& add(PageKind kind) { return kinds_.emplace_back(std::move(kind)); }
  const std::vector<PageKind>& kinds() const { return kinds_; }
  const PageKind* find(const QString& id) const {
    for (const PageKind& kind : kinds_) {
      if (kind.id == id) return &kind;
    }
    return nullptr;
  }

 private:
  std::vector<PageKind> kinds_;
};

}  // namespace heddle::shell

Q_DECLARE_METATYPE(heddle::shell::PageKey)
