// How as-pect compiles and runs the unit tests of the core: https://as-pect.gitbook.io/as-pect/
export default {
  entries: [process.env.SPEC ?? "tests/unit/**/*.spec.ts"],
  include: ["tests/unit/**/*.include.ts"],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  outputBinary: false,
};
