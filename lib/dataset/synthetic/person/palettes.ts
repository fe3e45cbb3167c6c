import { colors } from "../color";

/** Tones of skin, which blend into one another: fair to dark. */
export const skins = colors("#ffe0cc", "#f4cdb0", "#e4b48e", "#c68e66", "#986444", "#68422e");
/**
 * Natural colors of hair, which blend into one another: from the ones common with fair skin to those with dark skin.
 */
export const hairs = colors("#deb878", "#b2763e", "#784c2e", "#4e3222", "#2c201c", "#1c181a");
export const [redHair, grayHair] = colors("#b05228", "#ceced0");
export const hairDyes = colors("#7a422e", "#cea060", "#5c3a2a", "#3a2822");
export const brownEyes = colors("#5c3a24", "#462c1e");
export const lightEyes = colors("#684e28", "#56764e", "#4e769e", "#6e828e");
export const lipsticks = colors("#be263e", "#cc4662", "#a02846", "#d66058", "#8e2432");
export const eyeShadows = colors("#78588c", "#6078a0", "#966450", "#608c78");
export const glassesFrames = colors("#1e1c1e", "#543424", "#787a80", "#962830", "#283c64", "#b08e48");
export const jewelry = colors("#e2ba54", "#d8dce4", "#c43c54", "#f0eae2");
export const fabrics = colors("#345484", "#aa383a", "#3a7054", "#ded8cc", "#42424a", "#d6a046", "#7a568c", "#96b2c6");
