using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Sqlite.People;

namespace Palladium.Node.People.Approvals;

/// <summary>What approvers are asked to sign: who wants to do what with what, why, and until when.</summary>
/// <param name="Id">Random: two requests for the same are two.</param>
/// <param name="Site">The name of this node to which passkeys are tied: what is signed here counts nowhere else.</param>
/// <param name="Requester">Who asks.</param>
/// <param name="Action">The action's name.</param>
/// <param name="Resource">With what.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Until">When the approval ends, whole seconds.</param>
internal sealed record ApprovalRequest(
    string Id, string Site, EntityUid Requester, string Action, EntityUid Resource, GatePurpose Purpose, DateTimeOffset Until)
{
    /// <summary>Canonical JSON: the same request is the same text everywhere.</summary>
    public string Canonical() => Encoding.UTF8.GetString(CanonicalJson.Write(new JsonObject
    {
        ["action"] = Action,
        ["id"] = Id,
        ["purpose"] = new JsonObject { ["basis"] = Purpose.Basis, ["class"] = Purpose.ClassWord, ["ref"] = Purpose.Ref },
        ["requester"] = Requester.Id,
        ["resource"] = new JsonObject { ["id"] = Resource.Id, ["type"] = Resource.Type },
        ["site"] = Site,
        ["until"] = Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["v"] = 1,
    }));

    /// <summary>Reads what <see cref="Canonical"/> wrote.</summary>
    public static ApprovalRequest Read(StoredApproval stored)
    {
        var json = JsonNode.Parse(stored.Json)!;
        var (resource, purpose) = (json["resource"]!, json["purpose"]!);
        return new ApprovalRequest(
            stored.Id, Text(json, "site"), new EntityUid("Palladium::Person", Text(json, "requester")), Text(json, "action"),
            new EntityUid(Text(resource, "type"), Text(resource, "id")),
            new GatePurpose(Enum.Parse<PurposeClass>(Text(purpose, "class"), ignoreCase: true), Text(purpose, "ref"), Text(purpose, "basis")), stored.Ends);

        static string Text(JsonNode node, string name) => (string)node[name]!;
    }

    /// <summary>The challenge that an approver's authenticator signs: the SHA-256 of the canonical request.</summary>
    public static byte[] Challenge(string canonical) => SHA256.HashData(Encoding.UTF8.GetBytes(canonical));
}
