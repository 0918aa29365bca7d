// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/secrets/secret_store.h"
#include "backend/core/result.h"
#include "backend/deployment/deployment.h"

#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

namespace heddle::client {

/// One entry of the deployment switcher: everything but secrets.
struct DeploymentEntry {
  QString key;                   // stable; names its secret
  deployment::Deployment shown;  // redacted
  QString filePath;              // set: an opened deployment.json, read again at every connect
  quint64 revision = 0;          // rises with each add or replace of this process; not kept
};

/// The deployments the user knows, kept in `<profile>/deployments.json` without secrets; those go to the
/// SecretStore. Lives in the GUI thread; files here are a few KB.
class DeploymentList : public QObject {
  Q_OBJECT

 public:
  DeploymentList(QString profileDir, SecretStore& secrets, QObject* parent = nullptr);

  const std::vector<DeploymentEntry>& entries() const { return entries_; }
  /// Why the list could not be read or written the last time; empty when it could.
  const QString& trouble() const { return trouble_; }
  const DeploymentEntry* find(const QString& keySlugOrName) const;
  /// By slug alone: where another entry of that name must not stand in.
  const DeploymentEntry* bySlug(const QString& slug) const;

  /// Adds or replaces (same key) and saves. The slug is made unique.
  QString add(const deployment::Deployment& deployment);
  /// Opens a deployment.json: kept by path; the same path is the same entry. Errors of readDeploymentFile.
  core::Result<QString> addFile(const QString& path);
  void replace(const QString& key, const deployment::Deployment& deployment);
  void remove(const QString& key);

  /// The entry with its secrets: the file read again, or from the secret store. Errors: notFound, invalid.
  void resolve(const QString& key, QObject* context,
               std::function<void(core::Result<deployment::Deployment>)> done);

 Q_SIGNALS:
  void changed();
  /// The list could not be read or written; the sentence says why.
  void troubled(const QString& sentence);

 private:
  void load();
  void put(DeploymentEntry entry);
  void save();
  QString uniqueSlug(const QString& wanted, const QString& exceptKey) const;

  QString path_, trouble_;
  SecretStore& secrets_;
  std::vector<DeploymentEntry> entries_;
  quint64 lastRevision_ = 0;
};

}  // namespace heddle::client
