# Builds the double, and a copy of the tool of ROOT at TOOL with the double's addon: build.sh ROOT TOOL INCLUDES=…
set -e
root=$1
tool=$2
make -s -j2 "$3"
mkdir -p "$tool/bin" "$tool/native/build/Release" "$tool/test/double"
cp "$root/package.json" "$tool/"
cp "$root/bin/run.js" "$tool/bin/"
cp build/hgm_probe.node "$tool/native/build/Release/"
cp measure.js "$tool/test/double/"
rm -rf "$tool/dist"
cp -r "$root/dist" "$tool/dist"
ln -sfn "$root/node_modules" "$tool/node_modules"
ln -sfn "$root/profiles" "$tool/profiles"
ln -sfn "$root/schema" "$tool/schema"
