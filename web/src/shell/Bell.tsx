/** Notifications: appears with the first channel that writes to the screen. */
export function Bell() {
  return null
}
