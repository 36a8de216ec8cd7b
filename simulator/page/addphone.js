/** The form behind "+ HP baru". */

import { simApi } from "./api.js";
import { h } from "./dom.js";

const ROLES = [
  "Pemilik usaha", "Admin klinik", "Kurator", "Pendamping", "Petugas kabupaten", "Kepala bidang", "Tamu",
];

/** @param {(text: string) => void} say */
export function openAddPhone(say) {
  const name = field("Nama", "name", "Rosdiana Br Ginting");
  const phone = field("Nomor HP", "phone", "0812…", "tel");
  const role = field("Peran", "role", "");
  role.input.value = ROLES[0];
  role.input.setAttribute("list", "peran");
  const error = h("p", { class: "field-error", role: "alert" });
  const cancel = h("button", { class: "secondary", text: "Batal" });
  const form = h(
    "form", { class: "sheet-form" },
    h("h2", { id: "hp-baru", text: "Tambah HP baru" }),
    name.label, phone.label, role.label,
    h("datalist", { id: "peran" }, ...ROLES.map((value) => h("option", { value }))),
    error,
    h("div", { class: "pair" }, cancel,
      h("button", { class: "primary", type: "submit", "data-add-phone-send": true, text: "Tambah" })),
  );
  const dialog = h("dialog", { class: "page-dialog", "aria-labelledby": "hp-baru", "data-add-phone-dialog": true }, form);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await simApi.addPhone(name.input.value.trim(), phone.input.value.trim(), role.input.value.trim());
      dialog.close();
      say(`HP ${name.input.value.trim()} ditambahkan.`);
    } catch (problem) {
      error.textContent = problem instanceof Error ? problem.message : String(problem);
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  name.input.focus();
}

/** @param {string} title @param {string} name @param {string} placeholder @param {string} [type] */
function field(title, name, placeholder, type = "text") {
  const input = h("input", { type, name, placeholder, required: true, autocomplete: "off" });
  return { input, label: h("label", { class: "field" }, h("span", { text: title }), input) };
}
