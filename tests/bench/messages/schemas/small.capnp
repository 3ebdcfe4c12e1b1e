# A message of six fields, as Cap'n Proto.
@0xe098604db3d8e398;

struct Small {
  id @0 :UInt64;
  count @1 :UInt32;
  port @2 :UInt16;
  on @3 :Bool;
  name @4 :Text;
  key @5 :Data;
}
