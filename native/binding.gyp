{
  "variables": {
    "program%": "<(module_root_dir)/../dist.program/hgm-observe"
  },
  "targets": [
    {
      "target_name": "hgm_probe",
      # What starts the program of the experiments, which lies inside as bytes and is built first.
      "sources": [
        "<!@(find addon -name '*.cc' -print | LC_ALL=C sort)",
        "kernel/device_cgroup.cc",
        "kernel/kernel.cc",
        "process/rights.cc"
      ],
      "include_dirs": ["."],
      "defines": [
        "HGM_PROGRAM=\"<(program)\"",
        "NAPI_VERSION=9",
        "NAPI_DISABLE_CPP_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      # Other people's headers are system headers, so that every warning is about our code.
      "cflags": [
        "-isystem", "<(node_root_dir)/include/node",
        "-isystem", "<!(node -p \"require('path').resolve(require('node-addon-api').include_dir)\")"
      ],
      "configurations": {
        "Release": {
          "cflags": ["-O2", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-fvisibility=hidden"],
          "cflags!": ["-O3", "-Wno-unused-parameter"],
          "cflags_cc": ["-std=c++17", "-fno-exceptions"],
          "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-std=gnu++1y"],
          # The C++ library is left out, as in the shipped addons: see addon/runtime.cc.
          "ldflags": ["-s", "-Wl,-z,now", "-Wl,--as-needed", "-Wl,--version-script=<(module_root_dir)/exports.map"]
        }
      }
    }
  ]
}
