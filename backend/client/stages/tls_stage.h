// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/stages/stage_log.h"

#include <string>

#include <QString>

class QSslSocket;

namespace heddle::client {

/// Trusts the authorities of a PEM file; an empty name leaves the system's.
void trust(QSslSocket& socket, const std::string& authorityFile);
/// Waits for the handshake that was begun and tells whose certificate it was, or why it was not accepted;
/// `fix` says which setting decides. Blocking.
void tellHandshake(StageLog& log, QSslSocket& socket, const QString& fix);

}  // namespace heddle::client
