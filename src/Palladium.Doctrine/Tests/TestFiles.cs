using System.Globalization;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Toml;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Tests;

/// <summary>
/// Reads <c>tests/*.toml</c>: <c>[[entity]]</c> tables, known in all test files of the doctrine, and <c>[[test]]</c> tables.
/// Attributes and context are records in Cedar's syntax.
/// </summary>
internal sealed class TestFiles
{
    private const int MostCases = 20_000;

    private static readonly CedarRequest Nobody = new(new("Palladium::Nobody", ""), new("Palladium::Action", ""), new("Palladium::Nobody", ""), CedarRecord.Empty);

    private readonly DoctrineBundle _doctrine;
    private readonly List<DoctrineProblem> _problems;
    private readonly Dictionary<EntityUid, CedarEntityData> _entities = [];

    private TestFiles(DoctrineBundle doctrine, List<DoctrineProblem> problems)
    {
        _doctrine = doctrine;
        _problems = problems;
    }

    public static List<DoctrineTest> Read(DoctrineBundle doctrine, List<DoctrineProblem> problems)
    {
        var reader = new TestFiles(doctrine, problems);
        var files = doctrine.Files.Where(file => file.Key.StartsWith("tests/", StringComparison.Ordinal) && file.Key.EndsWith(".toml", StringComparison.Ordinal))
            .Select(file => TomlTree.Read(file.Key, file.Value, problems)).ToList();
        foreach (var table in files.SelectMany(file => file.Tables("entity")))
        {
            reader.Entity(table);
        }

        List<DoctrineTest> tests = [.. files.SelectMany(file => file.Tables("test").SelectMany(reader.Test))];
        files.ForEach(file => file.Finish());
        return tests;
    }

    private void Entity(TomlTable table)
    {
        var uids = Uids(table, "uid");
        var entities = uids.Select(uid => new CedarEntityData(uid, Record(table, "attrs"), Uids(table, "in", required: false))).ToList();
        table.Finish();
        foreach (var entity in entities)
        {
            if (!_entities.TryAdd(entity.Uid, entity))
            {
                table.Refuse(table.Place, "tests.entity-twice", $"{entity.Uid} is given twice.");
            }
        }

        foreach (var complaint in CedarValidator.ValidateEntities(entities, _doctrine.Schema))
        {
            table.Refuse(table.Place, "tests.entity-invalid", complaint);
        }
    }

    private List<DoctrineTest> Test(TomlTable table)
    {
        var name = table.Text("name", longest: 300);
        var principals = Uids(table, "principal");
        var actions = Texts(table, "action");
        var resources = Uids(table, "resource");
        var context = Record(table, "context");
        var (purpose, time) = (Purpose(table), Time(table));
        var lookBack = table.Duration("look_back", TimeSpan.Zero);
        var emergency = table.Flag("emergency");
        var expect = table.Text("expect");
        var by = table.Has("by") ? Texts(table, "by") : [];
        table.Finish();
        if (expect is not ("permit" or "deny"))
        {
            table.Refuse(table.PlaceOf("expect"), "tests.expect", "'expect' is \"permit\" or \"deny\".");
        }

        foreach (var id in by.Where(id => _doctrine.PolicySet.Find(id) is null && !id.StartsWith("gate.", StringComparison.Ordinal)))
        {
            table.Refuse(table.PlaceOf("by"), "tests.policy", $"There is no policy '{id}'.");
        }

        if ((long)principals.Count * actions.Count * resources.Count > MostCases)
        {
            table.Refuse(table.Place, "tests.size", $"A test asks at most {MostCases} questions.");
            return [];
        }

        var count = principals.Count * actions.Count * resources.Count;
        var tests = new List<DoctrineTest>();
        foreach (var (principal, action, resource) in
            from p in principals from a in actions from r in resources select (p, a, r))
        {
            var request = new GateRequest
            {
                Principal = principal,
                Action = action,
                Resource = resource,
                Entities = Slice(principal, resource, context),
                Emergency = emergency,
                Purpose = purpose,
                LookBack = lookBack,
            };
            var own = GateContext.Of(request, time);
            if (context.Attributes.Keys.FirstOrDefault(own.Has) is { } taken)
            {
                table.Refuse(table.PlaceOf("context"), "tests.context", $"'{taken}' is given as purpose, basis, look_back or time, not in the context.");
                return [];
            }

            var full = new CedarRecord(own.Attributes.Concat(context.Attributes));
            var title = count > 1 ? $"{name} [{principal.Id} {action} {resource.Id}]" : name;
            tests.Add(new(table.File, table.Place.Line, title, request, full, expect == "permit", by));
        }

        // What the schema does not allow to be asked would be denied for no reason that a reader of the test expects.
        foreach (var complaint in tests.SelectMany(test => CedarValidator.ValidateRequest(
            new CedarRequest(test.Request.Principal, DoctrineEntities.Action(test.Request.Action), test.Request.Resource, test.Context),
            _doctrine.Schema)).Distinct())
        {
            table.Refuse(table.Place, "tests.request-invalid", complaint);
        }

        return tests;
    }

    // What the question refers to, directly or not. What is not given stays missing, and the gate denies.
    private EntitySlice Slice(EntityUid principal, EntityUid resource, CedarRecord context)
    {
        var found = new Dictionary<EntityUid, CedarEntityData>();
        var open = new Stack<EntityUid>([principal, resource, .. References(context)]);
        while (open.TryPop(out var uid))
        {
            if (!found.ContainsKey(uid) && _entities.TryGetValue(uid, out var entity))
            {
                found[uid] = entity;
                foreach (var next in entity.Parents.Concat(References(entity.Attributes)))
                {
                    open.Push(next);
                }
            }
        }

        return EntitySlice.Of(found.Values);
    }

    private static IEnumerable<EntityUid> References(CedarValue value) => value switch
    {
        CedarEntity reference => [reference.Uid],
        CedarRecord record => record.Attributes.Values.SelectMany(References),
        CedarSet set => set.SelectMany(References),
        _ => [],
    };

    private GatePurpose Purpose(TomlTable table)
    {
        var words = table.Text("purpose", required: false).Split(' ', 2);
        var basis = table.Text("basis", required: false);
        var standing = _doctrine.Plans.FirstOrDefault(plan => plan.Standing)?.Id ?? "none";
        var classOf = words[0] switch
        {
            "" or "plan" => PurposeClass.Plan,
            "incident" => PurposeClass.Incident,
            "exercise" => PurposeClass.Exercise,
            "oversight" => PurposeClass.Oversight,
            "administration" => PurposeClass.Administration,
            _ => (PurposeClass?)null,
        };
        if (classOf is null || (words.Length == 1 && words[0].Length > 0))
        {
            table.Refuse(table.PlaceOf("purpose"), "tests.purpose", "'purpose' is plan, incident, exercise, oversight or administration, and the id of one: \"incident i-1\".");
        }

        return new GatePurpose(classOf ?? PurposeClass.Plan, words.Length == 2 ? words[1] : standing, basis.Length > 0 ? basis : _doctrine.Manifest.Bases[0].Id);
    }

    private static DateTimeOffset Time(TomlTable table)
    {
        var text = table.Text("time", required: false);
        if (text.Length == 0)
        {
            return new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        }

        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            table.Refuse(table.PlaceOf("time"), "tests.time", "'time' is like \"2026-01-15T12:00:00Z\".");
        }

        return time;
    }

    // A type without a namespace is one of Palladium's.
    private static List<EntityUid> Uids(TomlTable table, string name, bool required = true)
    {
        var uids = new List<EntityUid>();
        foreach (var text in table.Has(name) || required ? Texts(table, name) : [])
        {
            var quote = text.IndexOf('"', StringComparison.Ordinal);
            var full = quote >= 2 && text.IndexOf("::", StringComparison.Ordinal) == quote - 2 ? $"{DoctrineEntities.Namespace}::{text}" : text;
            if (EntityUid.TryParse(full, out var uid))
            {
                uids.Add(uid);
            }
            else
            {
                table.Refuse(table.PlaceOf(name), "tests.uid", $"'{text}' is no entity; expected one like 'Person::\"police/ana\"'.");
            }
        }

        return uids;
    }

    // One text, or a list of them.
    private static List<string> Texts(TomlTable table, string name)
    {
        if (!table.Take<object>(name, "text in quotes, or a list of it", required: true, out var value))
        {
            return [];
        }

        var texts = value switch
        {
            string text => [text],
            List<TomlItem> list => list.Select(item => item.Value).OfType<string>().ToList(),
            _ => [],
        };
        if (texts.Count == 0 || (value is List<TomlItem> all && all.Count != texts.Count))
        {
            table.Refuse(table.PlaceOf(name), "toml.type", $"'{name}' is text in quotes, or a list of it.");
        }

        return texts;
    }

    private CedarRecord Record(TomlTable table, string name)
    {
        if (!table.Has(name) || CedarText.Of(table, name) is not { } text)
        {
            table.Take<string>(name, "a record in Cedar's syntax", required: false, out _);
            return CedarRecord.Empty;
        }

        var parsed = CedarExpression.Parse(text.Text, table.File);
        var value = parsed.Value?.Evaluate(Nobody, EntityStore.Empty);
        foreach (var error in value?.Errors ?? parsed.Errors)
        {
            _problems.Add(text.Problem(error, "tests.cedar"));
        }

        if (value is { Value: not CedarRecord and not null })
        {
            table.Refuse(table.PlaceOf(name), "tests.cedar", $"'{name}' is a record: '{{ kind: \"police\" }}'.");
        }

        return value?.Value as CedarRecord ?? CedarRecord.Empty;
    }
}
