using Palladium.Cedar;

namespace Palladium.Benchmarks.Cedar;

/// <summary>Policies, entities and requests that are decided by both engines.</summary>
internal sealed record Application(string Name, string Policies, CedarEntityData[] Entities, CedarRequest[] Requests)
{
    /// <summary>As many entities of each type as the largest stores of the paper have, and the chance that two of them are connected.</summary>
    public const int PerType = 50;
    private const double Connected = 0.05;

    private static readonly string[] Documents = ["read", "write", "share", "changeOwner", "createDocument"];
    private static readonly string[] Permissions = ["read", "triage", "write", "maintain", "admin"];
    private static readonly string[] Todo = ["GetList", "UpdateList", "DeleteList", "CreateTask", "UpdateTask", "DeleteTask", "EditShares", "CreateList", "GetLists"];

    /// <summary>The three applications of the Cedar paper, with entities made from a seed.</summary>
    public static IEnumerable<Application> OfPaper(string folder) =>
    [
        Drive(File.ReadAllText(Path.Combine(folder, "gdrive", "policies.cedar"))),
        GitHub(File.ReadAllText(Path.Combine(folder, "github", "policies.cedar"))),
        TinyTodo(File.ReadAllText(Path.Combine(folder, "tinytodo", "tinytodo.cedar"))),
    ];

    private static Application Drive(string policies)
    {
        var random = new Random(1);
        var entities = new List<CedarEntityData>();
        for (var i = 0; i < PerType; i++)
        {
            entities.Add(new(Uid("View", i), CedarRecord.Empty, [.. Below("View", i)]));
            entities.Add(new(Uid("Group", i), CedarRecord.Empty, []));
            entities.Add(new(Uid("Folder", i), CedarRecord.Empty, [.. Below("Folder", i), .. Some("View")]));
            entities.Add(new(Uid("Document", i), new(("isPublic", CedarBool.Of(random.NextDouble() < Connected))), [.. Some("Folder"), .. Some("View")]));
            entities.Add(new(
                Uid("User", i),
                new(("documentsAndFoldersWithViewAccess", Reference("View", i)), ("ownedDocuments", Set("Document")), ("ownedFolders", Set("Folder"))),
                [.. Some("Group")]));
        }

        entities.AddRange(Documents.Select(Action));
        return new Application("gdrive", policies, [.. entities], Ask(random, Documents, action => action == "createDocument" ? "Folder" : "Document"));

        IEnumerable<EntityUid> Some(string type) => Any(random, type, PerType);
        IEnumerable<EntityUid> Below(string type, int i) => Any(random, type, i);
        CedarSet Set(string type) => new(Some(type).Select(uid => new CedarEntity(uid)));
    }

    private static Application GitHub(string policies)
    {
        var random = new Random(2);
        string[] kinds = ["readers", "triagers", "writers", "maintainers", "admins"];
        var entities = new List<CedarEntityData>();
        for (var i = 0; i < PerType; i++)
        {
            foreach (var kind in kinds)
            {
                entities.Add(new(new("RepoPermission", $"{i} {kind}"), CedarRecord.Empty, []));
                entities.Add(new(new("OrgPermission", $"{i} {kind}"), CedarRecord.Empty, []));
            }

            entities.Add(new(Uid("Repository", i), new([Pair("owner", Reference("Organization", random.Next(PerType))), .. kinds.Select(k => Permission("RepoPermission", k))]), []));
            entities.Add(new(Uid("Organization", i), new([Permission("OrgPermission", "readers"), Permission("OrgPermission", "writers"), Permission("OrgPermission", "admins")]), []));
            entities.Add(new(Uid("Team", i), CedarRecord.Empty, [.. Any(random, "Team", i), .. Permitted("RepoPermission")]));
            entities.Add(new(Uid("User", i), CedarRecord.Empty, [.. Any(random, "Team", PerType), .. Any(random, "Organization", PerType), .. Permitted("RepoPermission"), .. Permitted("OrgPermission")]));

            KeyValuePair<string, CedarValue> Permission(string type, string kind) => Pair(kind, new CedarEntity(new(type, $"{i} {kind}")));
        }

        entities.AddRange(Permissions.Select((name, i) => new CedarEntityData(
            new("Action", name), CedarRecord.Empty, i + 1 < Permissions.Length ? [new("Action", Permissions[i + 1])] : [])));
        return new Application("github", policies, [.. entities], Ask(random, Permissions, _ => "Repository"));

        IEnumerable<EntityUid> Permitted(string type) => Any(random, type, PerType).Select(uid => new EntityUid(type, $"{uid.Id} {kinds[random.Next(kinds.Length)]}"));
    }

    private static Application TinyTodo(string policies)
    {
        var random = new Random(3);
        var application = new EntityUid("Application", "TinyTodo");
        var entities = new List<CedarEntityData> { new(application, CedarRecord.Empty, []) };
        for (var i = 0; i < PerType; i++)
        {
            entities.Add(new(Uid("Team", i), CedarRecord.Empty, [application, .. Any(random, "Team", i)]));
            entities.Add(new(Uid("User", i), CedarRecord.Empty, [application, .. Any(random, "Team", PerType)]));
            entities.Add(new(
                Uid("List", i),
                new(
                    ("owner", Reference("User", random.Next(PerType))), ("name", new CedarString($"list {i}")), ("tasks", CedarSet.Empty),
                    ("readers", Reference("Team", random.Next(PerType))), ("editors", Reference("Team", random.Next(PerType)))),
                [application]));
        }

        entities.AddRange(Todo.Select(Action));
        var requests = Ask(random, Todo, _ => "List").Select(r => r.Action.Id is "CreateList" or "GetLists" ? r with { Resource = application } : r);
        return new Application("tinytodo", policies, [.. entities], [.. requests]);
    }

    private static CedarRequest[] Ask(Random random, string[] actions, Func<string, string> resourceOf) =>
    [
        .. Enumerable.Range(0, 500).Select(_ =>
        {
            var action = actions[random.Next(actions.Length)];
            return new CedarRequest(Uid("User", random.Next(PerType)), new("Action", action), Uid(resourceOf(action), random.Next(PerType)), CedarRecord.Empty);
        }),
    ];

    private static EntityUid Uid(string type, int i) => new(type, FormattableString.Invariant($"{i}"));

    private static CedarEntity Reference(string type, int i) => new(Uid(type, i));

    private static CedarEntityData Action(string name) => new(new("Action", name), CedarRecord.Empty, []);

    private static KeyValuePair<string, CedarValue> Pair(string name, CedarValue value) => new(name, value);

    private static EntityUid[] Any(Random random, string type, int count) =>
        Enumerable.Range(0, count).Where(_ => random.NextDouble() < Connected).Select(i => Uid(type, i)).ToArray();
}
