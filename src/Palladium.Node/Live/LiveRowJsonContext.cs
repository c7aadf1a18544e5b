using System.Text.Json.Serialization;

namespace Palladium.Node.Live;

/// <summary>Reader and writer of a row, written by the compiler.</summary>
[JsonSerializable(typeof(LiveRow))]
internal sealed partial class LiveRowJsonContext : JsonSerializerContext;
