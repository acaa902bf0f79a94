const SVG = "http://www.w3.org/2000/svg";

/** Draws an icon from its path, 24 by 24, in the colour of the text around it. */
function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const bubble = (): SVGSVGElement =>
  icon(
    "M12 3.5c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1 0-2-.1-2.9-.4L4.4 20.6l1.2-3.7C4 15.500 3 13.500 3 11.200 3 6.900 7 3.500 12 3.500ZM8 11.200h.01M12 11.200h.01M16 11.200h.01",
  );

export const cross = (): SVGSVGElement => icon("M6 6l12 12M18 6L6 18");
