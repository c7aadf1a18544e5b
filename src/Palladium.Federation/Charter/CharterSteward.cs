using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>Somebody who signs charters and doctrines; the key is kept offline, never on a node.</summary>
/// <param name="Name">1 to 32 of <c>a-z 0-9 -</c>, starting with a letter.</param>
/// <param name="VerifierKey">Signed-note verifier key, named <c>NETWORK.palladium.invalid/steward/NAME</c>.</param>
public sealed record CharterSteward(string Name, string VerifierKey)
{
    internal JsonObject ToJson() => new() { ["name"] = Name, ["vkey"] = VerifierKey };

    internal static Outcome<CharterSteward> Parse(JsonNode? node, string path, string network)
    {
        var fields = new JsonFields(node, path, "charter");
        fields.Exactly("name", "vkey");
        var steward = new CharterSteward(fields.Member("name").Name, fields.Text("vkey"));
        CharterKeys.Check(
            fields, "vkey", steward.VerifierKey, LogOrigin.OfSteward(network, steward.Name), CharterKeys.Ed25519);
        return fields.Refusal is { } refusal ? refusal : steward;
    }
}
