// Unpacks what `xz --format=raw --lzma1=lc=3,pb=0` has packed, as LZMA is described in Igor Pavlov's LZMA specification. It packs
// the program into four fifths of what gzip does, which is all that browsers can unpack themselves.

/** The first `size` bytes of what was packed. */
export function unpack(packed, size) {
  const out = new Uint8Array(size);
  const some = (count) => new Uint16Array(count).fill(1024);
  const [isMatch, isRep, isRep1, isRep2, isRep3, isLong] = Array.from({ length: 6 }, () => some(12));
  const [slots, special, align, literals] = [some(256), some(128), some(16), some(0x300 << 3)];
  const lengths = () => ({ choice: some(2), low: some(8), middle: some(8), high: some(256) });
  const [matches, repeats] = [lengths(), lengths()];
  let [at, range, code] = [1, 2 ** 32 - 1, 0];
  // The bits of `range` and `code` stay within 32, as numbers without a sign.
  const next = () => {
    range = (range << 8) >>> 0;
    code = ((code << 8) | packed[at]) >>> 0;
    at += 1;
  };
  for (let k = 0; k < 4; k += 1) next();
  range = 2 ** 32 - 1;

  const bit = (odds, k) => {
    const bound = (range >>> 11) * odds[k];
    const one = code >= bound;
    if (one) {
      range -= bound;
      code -= bound;
      odds[k] -= odds[k] >>> 5;
    } else {
      range = bound;
      odds[k] += (2048 - odds[k]) >>> 5;
    }
    if (range < 2 ** 24) next();
    return one ? 1 : 0;
  };
  const tree = (odds, bits, from = 0) => {
    let node = 1;
    for (let k = 0; k < bits; k += 1) node = 2 * node + bit(odds, from + node);
    return node - (1 << bits);
  };
  const reversed = (odds, bits, from) => {
    let [node, value] = [1, 0];
    for (let k = 0; k < bits; k += 1) {
      const one = bit(odds, from + node);
      node = 2 * node + one;
      value += one << k;
    }
    return value;
  };
  const length = ({ choice, low, middle, high }) => {
    if (!bit(choice, 0)) return 2 + tree(low, 3);
    return bit(choice, 1) ? 18 + tree(high, 8) : 10 + tree(middle, 3);
  };
  const distance = (count) => {
    const slot = tree(slots, 6, 64 * Math.min(count - 2, 3));
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    let base = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + reversed(special, bits, base - slot);
    let direct = 0;
    for (let k = 4; k < bits; k += 1) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      if (one) code -= range;
      direct = 2 * direct + one;
      if (range < 2 ** 24) next();
    }
    base += direct * 16;
    return base + reversed(align, 4, 0);
  };

  let [state, end, d0, d1, d2, d3] = [0, 0, 0, 0, 0, 0];
  const literal = () => {
    const from = 0x300 * (end ? out[end - 1] >> 5 : 0);
    let node = 1;
    if (state >= 7) {
      let match = out[end - d0 - 1];
      while (node < 256) {
        const expected = match >> 7 & 1;
        match <<= 1;
        const one = bit(literals, from + ((1 + expected) << 8) + node);
        node = 2 * node + one;
        if (one !== expected) break;
      }
    }
    while (node < 256) node = 2 * node + bit(literals, from + node);
    out[end] = node;
    end += 1;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  };
  while (end < size) {
    if (!bit(isMatch, state)) {
      literal();
      continue;
    }
    let count = 0;
    if (!bit(isRep, state)) {
      [d3, d2, d1] = [d2, d1, d0];
      count = length(matches);
      d0 = distance(count);
      state = state < 7 ? 7 : 10;
    } else {
      if (!bit(isRep1, state)) {
        if (!bit(isLong, state)) {
          count = 1;
          state = state < 7 ? 9 : 11;
        }
      } else if (!bit(isRep2, state)) [d0, d1] = [d1, d0];
      else if (!bit(isRep3, state)) [d0, d1, d2] = [d2, d0, d1];
      else [d0, d1, d2, d3] = [d3, d0, d1, d2];
      if (!count) {
        count = length(repeats);
        state = state < 7 ? 8 : 11;
      }
    }
    for (let k = 0; k < count && end < size; k += 1, end += 1) out[end] = out[end - d0 - 1];
  }
  return out;
}
