// What the inbox needs of the browser; see Components/Alerts.
export function showDialog(dialog) {
  if (dialog?.isConnected && !dialog.open) dialog.showModal();
}

// The row that j and k have come to.
export function reveal() {
  document.querySelector("[data-testid=alert-row][data-current]")?.scrollIntoView({ block: "nearest" });
}
