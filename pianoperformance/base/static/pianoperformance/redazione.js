// The page is whole without this: here one is only kept from losing what was typed.
(() => {
  "use strict";
  const form = document.getElementById("redazione");
  if (!form) return;
  const scaduto = document.getElementById("accesso-scaduto");
  let scritto = document.querySelector("#errori, .divergenze") !== null;
  document.documentElement.classList.add("con-script");
  form.addEventListener("input", () => { scritto = true; });
  // A second click must not send the page twice; the button that sends it must still be in what is sent.
  form.addEventListener("submit", (evento) => {
    if (form.dataset.inviato) evento.preventDefault();
    form.dataset.inviato = "1";
    scritto = false;
  });
  window.addEventListener("pageshow", () => { delete form.dataset.inviato; });
  window.addEventListener("beforeunload", (evento) => { if (scritto) evento.preventDefault(); });
  // After a logout the answer is the login page: the rows stay as they are.
  document.body.addEventListener("htmx:beforeSwap", (evento) => {
    const {xhr, target, elt} = evento.detail;
    const estranea = elt.id !== "scrivi" && !xhr.responseText.includes(`id="${target.id}"`);
    if (new URL(xhr.responseURL).pathname !== window.location.pathname || estranea) {
      evento.detail.shouldSwap = false;
      scaduto.hidden = false;
      scaduto.scrollIntoView();
    }
  });
  document.body.addEventListener("htmx:afterRequest", (evento) => {
    if (evento.detail.elt.id !== "scrivi") scritto = true;
  });
})();
