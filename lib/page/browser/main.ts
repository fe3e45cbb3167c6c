import { loadingText, showAbout } from "./about";
import { advice } from "./advice";
import { offerCamera } from "./camera";
import { takePhotos } from "./intake";
import { keepPage } from "./offline";
import { pageElement } from "./page-element";
import { photoList } from "./photo-list";
import { loadReader } from "./reader";

const status = pageElement("status", HTMLElement);
const say = (text: string) => {
  status.textContent = text;
};

showAbout();
say(loadingText());
const loaded = loadReader();
takePhotos(photoList(loaded), say);
offerCamera(loaded, say);
loaded.then(
  () => say("The network is ready."),
  (error) => say(advice(error)),
);
keepPage(loaded).catch(() => {}); // it works all the same
