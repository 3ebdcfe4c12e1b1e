# The four public data sets, as Cap'n Proto.
@0x83972baa90a04993;

# log

struct Log { entries @0 :List(Entry); }
struct Entry {
  address @0 :Address;
  identity @1 :Text;
  userid @2 :Text;
  date @3 :Text;
  request @4 :Text;
  code @5 :UInt16;
  size @6 :UInt64;
}
struct Address {
  x0 @0 :UInt8;
  x1 @1 :UInt8;
  x2 @2 :UInt8;
  x3 @3 :UInt8;
}

# mesh

struct Mesh { triangles @0 :List(Triangle); }
struct Triangle {
  v0 @0 :Vector;
  v1 @1 :Vector;
  v2 @2 :Vector;
  normal @3 :Vector;
}
struct Vector {
  x @0 :Float32;
  y @1 :Float32;
  z @2 :Float32;
}

# minecraft_savedata

struct Minecraft { players @0 :List(Player); }
struct Player {
  gameType @0 :GameType;
  previousGameType @1 :GameType;
  score @2 :Int64;
  dimension @3 :Text;
  selectedItemSlot @4 :UInt32;
  selectedItem @5 :Item;
  spawnDimension @6 :Text;
  spawnX @7 :Int64;
  spawnY @8 :Int64;
  spawnZ @9 :Int64;
  spawnForced :union { none @10 :Void; some @11 :Bool; }
  sleepTimer @12 :UInt16;
  foodExhaustionLevel @13 :Float32;
  foodSaturationLevel @14 :Float32;
  foodTickTimer @15 :UInt32;
  xpLevel @16 :UInt32;
  xpP @17 :Float32;
  xpTotal @18 :Int32;
  xpSeed @19 :Int32;
  inventory @20 :List(Item);
  enderItems @21 :List(Item);
  abilities @22 :Abilities;
  enteredNetherPosition @23 :Double3;
  rootVehicle @24 :Vehicle;
  shoulderEntityLeft @25 :Entity;
  shoulderEntityRight @26 :Entity;
  seenCredits @27 :Bool;
  recipeBook @28 :RecipeBook;
}
enum GameType {
  survival @0;
  creative @1;
  adventure @2;
  spectator @3;
}
struct Item {
  count @0 :Int8;
  slot @1 :UInt8;
  id @2 :Text;
}
struct Abilities {
  walkSpeed @0 :Float32;
  flySpeed @1 :Float32;
  mayFly @2 :Bool;
  flying @3 :Bool;
  invulnerable @4 :Bool;
  mayBuild @5 :Bool;
  instabuild @6 :Bool;
}
struct Double3 {
  x @0 :Float64;
  y @1 :Float64;
  z @2 :Float64;
}
struct Float2 {
  x @0 :Float32;
  y @1 :Float32;
}
struct Uuid {
  x0 @0 :UInt32;
  x1 @1 :UInt32;
  x2 @2 :UInt32;
  x3 @3 :UInt32;
}
struct Vehicle {
  uuid @0 :Uuid;
  entity @1 :Entity;
}
struct Entity {
  id @0 :Text;
  pos @1 :Double3;
  motion @2 :Double3;
  rotation @3 :Float2;
  fallDistance @4 :Float32;
  fire @5 :UInt16;
  air @6 :UInt16;
  onGround @7 :Bool;
  noGravity @8 :Bool;
  invulnerable @9 :Bool;
  portalCooldown @10 :Int32;
  uuid @11 :Uuid;
  customName @12 :Text;
  customNameVisible @13 :Bool;
  silent @14 :Bool;
  glowing @15 :Bool;
}
struct RecipeBook {
  recipes @0 :List(Text);
  toBeDisplayed @1 :List(Text);
  isFilteringCraftable @2 :Bool;
  isGuiOpen @3 :Bool;
  isFurnaceFilteringCraftable @4 :Bool;
  isFurnaceGuiOpen @5 :Bool;
  isBlastingFurnaceFilteringCraftable @6 :Bool;
  isBlastingFurnaceGuiOpen @7 :Bool;
  isSmokerFilteringCraftable @8 :Bool;
  isSmokerGuiOpen @9 :Bool;
}

# mk48

struct Mk48 { updates @0 :List(Update); }
struct Update {
  contacts @0 :List(Contact);
  score @1 :UInt32;
  worldRadius @2 :Float32;
  terrainUpdates @3 :List(TerrainUpdate);
}
struct Contact {
  damage @0 :UInt8;
  entityId @1 :UInt32;
  entityType :union { none @2 :Void; some @3 :EntityType; }
  guidance @4 :Guidance;
  playerId :union { none @5 :Void; some @6 :UInt16; }
  reloads @7 :List(Bool);
  transform @8 :Transform;
  turretAngles @9 :List(UInt16);
}
enum EntityType {
  arleighBurke @0;
  bismarck @1;
  clemenceau @2;
  fletcher @3;
  g5 @4;
  iowa @5;
  kolkata @6;
  osa @7;
  yasen @8;
  zubr @9;
}
struct Guidance {
  angle @0 :UInt16;
  submerge @1 :Bool;
  velocity @2 :Int16;
}
struct Transform {
  altitude @0 :Int8;
  angle @1 :UInt16;
  position @2 :Float2;
  velocity @3 :Int16;
}
struct ChunkId {
  x @0 :Int8;
  y @1 :Int8;
}
struct TerrainUpdate {
  chunkId @0 :ChunkId;
  data @1 :Data;
}
