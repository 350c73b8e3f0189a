// <input type="file" data-upload-preview="id of a list" data-too-large="..." data-max-bytes="...">
// Shows what was chosen before it is sent; the server judges it again.
export default function uploadPreview(input) {
  const list = document.getElementById(input.dataset.uploadPreview);
  if (!list) return;

  const item = (file) => {
    const row = document.createElement("li");
    const maximum = Number(input.dataset.maxBytes || Infinity);
    if (file.size > maximum) {
      row.className = "err";
      row.textContent = `${file.name}: ${input.dataset.tooLarge}`;
      return row;
    }
    if (file.type.startsWith("image/")) {
      const picture = document.createElement("img");
      // A data: address, because the content security policy lets no blob: through.
      const reader = new FileReader();
      reader.addEventListener("load", () => { picture.src = reader.result; });
      reader.readAsDataURL(file);
      picture.alt = "";
      picture.width = 160;
      picture.height = 100;
      row.append(picture);
    }
    const name = document.createElement("span");
    name.textContent = file.name;
    row.append(name);
    return row;
  };

  input.addEventListener("change", () => {
    list.replaceChildren(...Array.from(input.files, item));
  });
}
