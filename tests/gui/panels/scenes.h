// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QString>
#include <QWidget>

/// Every page and dialog in each of its states, for pictures and for what must hold in all of them.
namespace heddle::scenes {

/// A page with the models it shows.
struct Scene {
  std::shared_ptr<void> models;
  std::unique_ptr<QWidget> page;  // goes first
};

struct SceneKind {
  QString name;  // "runs-stale"
  std::function<Scene()> make;
};

std::vector<SceneKind> listScenes();    // runs, threads, assistants
std::vector<SceneKind> detailScenes();  // one run, one thread, one assistant
std::vector<SceneKind> safetyScenes();  // history, unlocking, what is asked before a change
std::vector<SceneKind> diffScenes();    // a thread whose steps are compared, one without history
std::vector<SceneKind> placeScenes();   // raw tables, tail, servers, deployments, settings, dialogs

}  // namespace heddle::scenes
