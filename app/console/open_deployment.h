// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/deployment_list.h"
#include "backend/client/deployment_session.h"

#include <memory>

#include <QObject>
#include <QString>

namespace heddle::console {

/// One deployment of the list while this process looks at it: resolved (file or keychain) at the first use,
/// its session kept until it is closed. Pages hold a reference and wait for `opened`; feeds of pages must go
/// before it does. GUI thread; owned by OpenDeployments.
class OpenDeployment : public QObject {
  Q_OBJECT
 public:
  OpenDeployment(client::DeploymentList& list, QString slug, QObject* parent = nullptr);
  ~OpenDeployment() override;

  const QString& slug() const { return slug_; }
  QString name() const;
  QString environment() const;
  /// nullptr until `opened`.
  client::DeploymentSession* session() const { return session_.get(); }
  /// Why there is no session: a sentence; empty while it is being opened.
  const QString& problem() const { return problem_; }

  /// Does nothing when it is open or on its way.
  void open();
  bool actionsAllowed() const;
  /// Why actions are refused, for tool tips; empty when they are not.
  QString refusal() const;
  QString apiUrl() const;

 Q_SIGNALS:
  void opened();
  void failed(const QString& sentence);
  void sourceChanged();

 private:
  void resolved(core::Result<deployment::Deployment> answer);

  client::DeploymentList& list_;
  QString slug_;
  QString problem_;
  bool opening_ = false;
  std::unique_ptr<client::DeploymentSession> session_;
};

/// The deployments opened so far, by slug.
class OpenDeployments : public QObject {
  Q_OBJECT
 public:
  explicit OpenDeployments(client::DeploymentList& list, QObject* parent = nullptr);

  /// Makes it on first use; never nullptr (an unknown slug has a problem instead of a session).
  OpenDeployment& at(const QString& slug);
  std::vector<OpenDeployment*> all() const;

 Q_SIGNALS:
  void added(heddle::console::OpenDeployment* deployment);

 private:
  client::DeploymentList& list_;
  std::vector<std::unique_ptr<OpenDeployment>> open_;
};

}  // namespace heddle::console
