// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace heddle::shell {

// Puts the keyboard where the page wants it: its focus proxy, or else its first list. A list that is still
// hidden behind "loading" gets it when it appears, unless the user has gone elsewhere meanwhile.
void focusPage(QWidget* page);

}  // namespace heddle::shell
