using System.Text.Json.Serialization;

namespace Palladium.Federation.Release;

/// <summary>Readers and writers of the messages between members, written by the compiler.</summary>
[JsonSerializable(typeof(LogSection))]
[JsonSerializable(typeof(ReleaseMessage))]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(ReleaseAnswer))]
[JsonSerializable(typeof(RequestMessage))]
[JsonSerializable(typeof(RequestAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(WireRefusal))]
internal sealed partial class PeerJsonContext : JsonSerializerContext;
