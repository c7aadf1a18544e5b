using System.Collections.Immutable;

namespace Palladium.Doctrine.Bundle;

/// <summary>A small doctrine to begin with: valid, commented, with one policy, threshold, plan, test and proof.</summary>
public static class DoctrineTemplate
{
    /// <summary>Path to text of each file.</summary>
    /// <param name="name">Name of the doctrine: a word of <c>a-z 0-9 - .</c>.</param>
    public static ImmutableSortedDictionary<string, string> Files(string name) => new Dictionary<string, string>
    {
        ["doctrine.toml"] = $"""
            # Which doctrine this is. A later version counts up and names its parent's hash.
            name = "{name}"
            version = 1
            title = "Shared rules of {name}"

            # A purpose names one of these; one with another basis is denied.
            [[basis]]
            id = "public-task"
            words = "A task that the law gives to this organisation."

            """,
        ["schema.cedarschema"] = """
            // What the rules may speak about.
            namespace Palladium {
              entity Member = { kind: String, name: String, member: Member };
              entity Unit in [Member] = { owner: Member, exercise: Bool, kind: String };
              type Use = { time: datetime, lookBack: Long, exercise: Bool, purpose: { basis: String, class: String, ref: String } };
              action readUnit appliesTo { principal: [Member], resource: [Unit], context: Use };
            }

            """,
        ["policies/units.cedar"] = """
            // What no policy permits is denied. Every policy has a name, and its rule in words that everybody understands.

            @id("units.own")
            @rule("Every member sees its own crews.")
            permit (principal, action == Palladium::Action::"readUnit", resource)
            when { principal.member == resource.owner };

            """,
        ["thresholds.toml"] = """
            # From which readings alerts come; values in the unit of the source.
            [[rule]]
            id = "water-level.high"
            source_kind = "water-level"
            unit = "m"
            value = 2.5
            clear_value = 2.2
            severity = "Severe"
            category = "Met"
            event = "Flood"
            headline = "High water"
            instruction = "Keep away from the water."
            must_know = ["safety"]

            """,
        ["plans/watch.toml"] = """
            # The standing plan: always in force, and the purpose of the everyday watch.
            id = "watch"
            name = "Watch"
            purpose = "Watching over the city."
            standing = true
            line = ["safety", "police"]
            attestations = 1
            lead_lost_after = "5s"

            [[message]]
            id = "first"
            severity = "Moderate"
            headline = "{event}: {area}"
            text = "{member} is handling {event} in {area} since {time}."
            instruction = "Follow the instructions of the crews on site."

            """,
        ["retention.toml"] = """
            # How long the bodies of entries are kept; [otherwise] covers every kind that is not listed.
            [otherwise]
            for = "365d"
            words = "A year, so that oversight can ask."

            """,
        ["tests/units.toml"] = """
            # What the gate shall answer: palladium doctrine test DIR
            [[entity]]
            uid = 'Member::"police"'
            attrs = '{ kind: "police", name: "Police", member: Palladium::Member::"police" }'

            [[entity]]
            uid = 'Unit::"police/7"'
            in = 'Member::"police"'
            attrs = '{ owner: Palladium::Member::"police", exercise: false, kind: "patrol" }'

            [[test]]
            name = "The police see their own patrols"
            principal = 'Member::"police"'
            action = "readUnit"
            resource = 'Unit::"police/7"'
            expect = "permit"
            by = "units.own"

            """,
        ["proofs/promises.toml"] = """
            # What holds for every request there can be: palladium doctrine prove DIR
            [[never]]
            id = "units.own"
            words = "Nobody sees the crews of another member."
            when = '''
            action == Palladium::Action::"readUnit" && principal.member != resource.owner
            '''

            """,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
