using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>The public keys of a member, as the charter pins them. Four keys for four uses; none serves for another.</summary>
/// <param name="Log">Signed-note verifier key (Ed25519) of its own checkpoints; its name is the log's origin.</param>
/// <param name="Cosign">Verifier key (cosignature/v1) of its cosignatures on others' checkpoints; same name, other key id.</param>
/// <param name="Transport">SHA-256 of the SubjectPublicKeyInfo of its TLS certificate (ECDSA P-256), 64 hexadecimal digits.</param>
/// <param name="Sealing">X25519 public key to which bodies are sealed that pass through a third, 64 hexadecimal digits.</param>
public sealed record MemberKeys(string Log, string Cosign, string Transport, string Sealing);

/// <summary>A member as the charter names it.</summary>
/// <param name="Id">Its short name; part of its log's origin, never changes.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">What it is, a word of the doctrine: <c>police</c>, <c>fire</c>.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="PeerUrl">Where its node answers other nodes (https, mutual TLS).</param>
/// <param name="PublicUrl">Where anyone finds its public log and alerts.</param>
public sealed record CharterMember(MemberId Id, string Name, string Kind, MemberKeys Keys, Uri PeerUrl, Uri PublicUrl)
{
    internal JsonObject ToJson() => new()
    {
        ["id"] = Id.Name,
        ["keys"] = new JsonObject
        {
            ["cosign"] = Keys.Cosign,
            ["log"] = Keys.Log,
            ["sealing"] = Keys.Sealing,
            ["transport"] = Keys.Transport,
        },
        ["kind"] = Kind,
        ["name"] = Name,
        ["peerUrl"] = PeerUrl.OriginalString,
        ["publicUrl"] = PublicUrl.OriginalString,
    };

    internal static Outcome<CharterMember> Parse(JsonNode? node, string path, string network)
    {
        var fields = new JsonFields(node, path, "charter");
        fields.Exactly("id", "keys", "kind", "name", "peerUrl", "publicUrl");
        var id = fields.Member("id");
        var keys = fields.Object("keys");
        keys.Exactly("cosign", "log", "sealing", "transport");
        var member = new CharterMember(
            id,
            fields.Text("name", 128),
            fields.Text("kind", 64),
            new MemberKeys(keys.Text("log"), keys.Text("cosign"), keys.Hex("transport", 32), keys.Hex("sealing", 32)),
            fields.Url("peerUrl"),
            fields.Url("publicUrl"));
        fields.Also(keys.Refusal);
        var origin = LogOrigin.Of(network, id);
        CharterKeys.Check(fields, "keys/log", member.Keys.Log, origin, CharterKeys.Ed25519);
        CharterKeys.Check(fields, "keys/cosign", member.Keys.Cosign, origin, CharterKeys.CosignatureV1);
        return fields.Refusal is { } refusal ? refusal : member;
    }
}
