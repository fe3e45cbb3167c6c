import { predictPhoto } from "../../model/detector/predict-photo";
import { faceLabel } from "../../notebook/photos/face-label";
import { chooseBackend } from "./backend";
import { loadPageReader } from "./page-reader";
import { photoOf } from "./photo-of";

void [predictPhoto, faceLabel, chooseBackend, loadPageReader, photoOf];
