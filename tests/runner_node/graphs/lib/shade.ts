// SPDX-License-Identifier: Apache-2.0
export const NAME: string = "a path alias";
