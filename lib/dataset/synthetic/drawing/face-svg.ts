import { black, type Color, mix, rgb, white } from "../color";
import type { Person } from "../person/person";
import type { Scene } from "../scene";
import { drawBeard } from "./beard";
import { drawBody } from "./body";
import { drawEyes } from "./eyes";
import { drawGlasses } from "./glasses";
import { drawBackHair, drawHair } from "./hair";
import { drawEars, drawHead, headOutline } from "./head";
import { drawMouth, drawNose } from "./nose-and-mouth";
import { clipped, moved } from "./shapes";
import { drawWrinkles } from "./wrinkles";

/**
 * The picture of a person in a scene as SVG, 200 x 200 units, (0, 0) being its middle.
 *
 * @param companion - a second person, mirrored to the other side of the picture
 */
export function faceSvg(person: Person, scene: Scene, companion?: Person): string {
  const { x, y, zoom } = scene;
  const whole = 'x="-100" y="-100" width="200" height="200"';
  const first = moved(`translate(${x} ${y}) scale(${zoom})`, portrait(person));
  // Names are global in SVG: the second person's paints and clips get names of their own.
  const second = companion
    ? moved(`translate(${-x} ${y}) scale(${zoom})`, portrait(companion).replace(/(id="|url\(#)/g, "$1second-"))
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-100 -100 200 200">${scenePaints(scene)}<rect ${whole} fill="url(#background)"/>${second}${first}<rect ${whole} fill="url(#light)"/></svg>`;
}

function portrait(person: Person): string {
  const { pose } = person;
  const leaning = `rotate(${pose.lean} 0 60)`;
  // A head that turns moves what is in front of it further than its outline.
  const turned = `translate(${pose.turn * 5} ${pose.nod * 3})`;
  const features = drawNose(person) + drawBeard(person) + drawMouth(person) + drawEyes(person);
  const wrinkles = clipped("face", headOutline(person), moved(turned, drawWrinkles(person)));
  const head = drawEars(person) + drawHead(person) + wrinkles + moved(turned, features) + drawHair(person);
  return (
    personPaints(person) +
    moved(leaning, drawBackHair(person)) +
    drawBody(person) +
    moved(leaning, head + moved(turned, drawGlasses(person)))
  );
}

function scenePaints({ background, light }: Scene): string {
  const turn = `gradientTransform="rotate(${light.angle} .5 .5)"`;
  const wall = stop(0, background[0]) + stop(1, background[1]);
  const beam = stop(0, light.color, light.strength) + stop(0.5, light.color, 0) + stop(1, black, light.strength);
  return `<linearGradient id="background" ${turn}>${wall}</linearGradient><linearGradient id="light" ${turn}>${beam}</linearGradient>`;
}

function personPaints({ skin, hair, clothes }: Person): string {
  const shade = mix(skin.color, [90, 40, 30], 0.26);
  const red = mix(skin.color, [226, 76, 76], 0.6);
  const round = (name: string, stops: string, place = "") =>
    `<radialGradient id="${name}" ${place}>${stops}</radialGradient>`;
  const downwards = (name: string, top: Color, bottom: Color) =>
    `<linearGradient id="${name}" x2="0" y2="1">${stop(0, top)}${stop(1, bottom)}</linearGradient>`;
  return [
    round(
      "skin",
      stop(0, mix(skin.color, white, 0.1)) + stop(0.6, skin.color) + stop(1, shade),
      'cx=".46" cy=".42" r=".62"',
    ),
    round("blush", stop(0, red) + stop(1, red, 0)),
    round("socket", stop(0, shade) + stop(1, shade, 0)),
    downwards("hair", mix(hair.color, white, 0.12), mix(hair.color, black, 0.15)),
    downwards("cloth", clothes.color, mix(clothes.color, black, 0.3)),
  ].join("");
}

function stop(offset: number, color: Color, opacity = 1): string {
  return `<stop offset="${offset}" stop-color="${rgb(color)}" stop-opacity="${opacity}"/>`;
}
