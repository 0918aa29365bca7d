// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace heddle::widgets {

class DataTable;

// Columns of moments (Cell::Time) are wide enough for what is on the screen of them: one that is cut says
// another moment. They begin narrow, as most moments are of today, and never shrink by themselves.

// Looks again whenever what stands in the table changes. For tables that have their model and cells.
void keepMomentsWhole(DataTable& table);
// The look itself: widens the columns that are shown.
void widenMoments(DataTable& table);

}  // namespace heddle::widgets
