/** Contrast as WCAG 2 counts it, for whatever accent a website asks for. */

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
/** The hardest grounds to read on, the bubbles by day and by night; see loader.css. */
const DAY: Rgb = [239, 241, 245];
const NIGHT: Rgb = [42, 47, 56];
const ENOUGH = 4.6;

export interface Accent {
  /** Fill of the launcher, the header and the customer's bubbles. */
  fill: string;
  /** Words on the fill. */
  on: string;
  /** Words in the accent on a light surface. */
  onLight: string;
  /** Words in the accent on a dark surface. */
  onDark: string;
}

/** `#rgb` or `#rrggbb`; null: neither. */
export function parse(color: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/iu.exec(color.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(color.trim());
  const parts = short ? short.slice(1).map((digit) => digit + digit) : long?.slice(1);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16));
  return [red, green, blue];
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Moves `color` towards `target` until it can be read on `surface`. */
function readable(color: Rgb, surface: Rgb, target: number): Rgb {
  let result = color;
  for (let step = 0; step < 40 && contrast(result, surface) < ENOUGH; step += 1) {
    const [red = 0, green = 0, blue = 0] = result.map((part) => Math.round(part + (target - part) * 0.08));
    result = [red, green, blue];
  }
  return result;
}

const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** The colours that follow from an accent, each with enough contrast for small text. */
export function accentFrom(color: string, fallback: string): Accent {
  const wanted = parse(color) ?? parse(fallback) ?? [0, 0, 0];
  // A middling accent carries neither white nor black words well; darkened a little it carries white.
  const fill = contrast(wanted, WHITE) < 3 ? wanted : readable(wanted, WHITE, 0);
  const on = contrast(fill, WHITE) >= ENOUGH ? "#ffffff" : "#14161a";
  return {
    fill: css(fill),
    on,
    onLight: css(readable(wanted, DAY, 0)),
    onDark: css(readable(wanted, NIGHT, 255)),
  };
}
