// The shop's own script: it tells the chat who is signed in here, whenever the chat asks. That is all of it.
const chat = document.querySelector("earnest-chat");

chat.identity = async () => {
  const answer = await fetch("/chat-identity", { method: "POST", credentials: "same-origin" });
  return answer.ok ? (await answer.text()) || null : null;
};

for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => chat.open());
}
