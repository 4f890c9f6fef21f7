/** A picture as a canvas gives it: red, green, blue, alpha for each pixel, row by row. */
export interface Picture {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

/** Where two pictures differ, in their pixels. */
export interface DifferenceBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Side of the squares that are compared, pixels. */
const CELL = 6
/** Difference of a channel that the eye sees; smoothing at edges stays below it. */
const VISIBLE = 64
/** Cells between two differing ones that still belong to the same place: letters of a word, words of a line. */
const REACH = 3
const MAX_BOXES = 24

/** Squares with a visible difference, as `column + row × columns`. */
function differingCells(before: Picture, after: Picture, columns: number): Set<number> {
  const cells = new Set<number>()
  const [width, height] = [Math.max(before.width, after.width), Math.max(before.height, after.height)]
  const at = (picture: Picture, x: number, y: number, channel: number) => (x < picture.width && y < picture.height ? picture.data[(y * picture.width + x) * 4 + channel]! : -255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(x / CELL) + Math.floor(y / CELL) * columns
      if (cells.has(cell)) {
        x += CELL - 1 - (x % CELL)
        continue
      }
      for (let channel = 0; channel < 3; channel++) if (Math.abs(at(before, x, y, channel) - at(after, x, y, channel)) > VISIBLE) cells.add(cell)
    }
  }
  return cells
}

/** Cells joined to places, by neighbourhood. */
function joinCells(cells: ReadonlySet<number>, columns: number): number[][] {
  const left = new Set(cells)
  const places: number[][] = []
  for (const start of cells) {
    if (!left.delete(start)) continue
    const place = [start]
    for (let next = 0; next < place.length; next++) {
      const [column, row] = [place[next]! % columns, Math.floor(place[next]! / columns)]
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -REACH; dx <= REACH; dx++) {
          const near = column + dx + (row + dy) * columns
          if (column + dx >= 0 && column + dx < columns && left.delete(near)) place.push(near)
        }
      }
    }
    places.push(place)
  }
  return places
}

/** The places where two drawings of a page look different, top first; none when a reader would see no difference. Pictures of other size differ at their edges. */
export function findDifferences(before: Picture, after: Picture): DifferenceBox[] {
  const columns = Math.ceil(Math.max(before.width, after.width) / CELL)
  const boxes = joinCells(differingCells(before, after, columns), columns).map((place): DifferenceBox => {
    const xs = place.map((cell) => cell % columns)
    const ys = place.map((cell) => Math.floor(cell / columns))
    const [x, y] = [xs.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.min(a, b))]
    return { left: x * CELL, top: y * CELL, width: (xs.reduce((a, b) => Math.max(a, b)) - x + 1) * CELL, height: (ys.reduce((a, b) => Math.max(a, b)) - y + 1) * CELL }
  }).sort((a, b) => a.top - b.top || a.left - b.left)
  if (boxes.length <= MAX_BOXES) return boxes
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))]
  return [{ left, top, width: Math.max(...boxes.map((box) => box.left + box.width)) - left, height: Math.max(...boxes.map((box) => box.top + box.height)) - top }]
}
