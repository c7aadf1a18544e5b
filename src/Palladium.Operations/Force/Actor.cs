using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;

namespace Palladium.Operations.Force;

/// <summary>Who acted, as other members are told it: for which member and in which roles. Which person it was stays at that member.</summary>
/// <param name="Member">The member.</param>
/// <param name="Roles">The person's roles, words of the doctrine.</param>
/// <param name="Overseer">Whether the person sits on the ethics committee.</param>
public sealed record Actor(MemberId Member, IReadOnlyList<string> Roles, bool Overseer = false)
{
    internal JsonObject ToJson() => new() { ["member"] = Member.Name, ["roles"] = new JsonArray([.. Roles.Select(role => (JsonNode)role)]), ["overseer"] = Overseer };

    internal static Actor Read(BodyReader body, string name)
    {
        if (body.Object(name) is not { } read)
        {
            body.Refuse(name, "body.object", "is an object with member, roles and overseer");
            return new Actor(default, []);
        }

        var actor = new Actor(read.Member("member"), read.Texts("roles", 64), read.Truth("overseer"));
        body.Adopt(read.Refusal);
        return actor;
    }
}
