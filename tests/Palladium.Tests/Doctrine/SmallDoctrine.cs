using System.Globalization;
using Palladium.Doctrine.Bundle;

namespace Palladium.Tests.Doctrine;

/// <summary>A doctrine with a schema that has one of everything, and the policies of a test.</summary>
internal static class SmallDoctrine
{
    private const string Schema = """
        namespace Palladium {
          entity Team in [Team];
          entity Person in [Team] = { rank: Long, roles: Set<String>, badge?: String, boss: Person };
          entity Thing in [Thing] = {
            open: Bool, wanted: Set<String>, all: Set<Set<String>>, team: Team, until: datetime, owner: Person, from: ipaddr,
          };
          action use, look appliesTo {
            principal: [Person], resource: [Thing],
            context: { time: datetime, note?: String, purpose: { basis: String, class: String, ref: String } },
          };
        }
        """;

    /// <summary>With policies that need neither id nor rule, and a statement of what is never permitted.</summary>
    public static DoctrineBundle Of(string policies, string? never = null)
    {
        var at = 0;
        var text = System.Text.RegularExpressions.Regex.Replace(policies, @"(?m)^\s*(?=permit|forbid)", _ => string.Create(
            CultureInfo.InvariantCulture, $"@id(\"p{at++}\") @rule(\"A rule.\") "));
        var files = DoctrineFolder.Files
            .RemoveRange(DoctrineFolder.Files.Keys.Where(path => path.Split('/')[0] is "tests" or "proofs" or "policies" or "force.toml"))
            .SetItem("schema.cedarschema", Schema)
            .SetItem("policies/a.cedar", text);
        var load = DoctrineBundle.Load(never is null ? files : files.SetItem("proofs/a.toml", $"[[never]]\nid = \"a\"\nwords = \"A.\"\nwhen = '''{never}'''\n"));
        return load.Bundle ?? throw new InvalidOperationException(string.Join('\n', load.Problems) + text);
    }
}
