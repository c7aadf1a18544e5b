using System.Net;
using Palladium.Records;
using Palladium.Records.Scene;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Palladium.Node.Configuration;

/// <summary>Reads <c>node.toml</c>. Finds all problems at once; a file with one is not used at all.</summary>
public static class NodeConfigurationFile
{
    /// <summary>Reads the file in a node's folder.</summary>
    public static ConfigurationResult Load(string folder)
    {
        var file = Path.Combine(Path.GetFullPath(folder), NodeConfiguration.FileName);
        if (!File.Exists(file))
        {
            return new ConfigurationResult(null,
            [
                new ConfigurationProblem(file, 0, "file",
                    $"There is no such file. Make a node here with: palladium node init {folder} --name NAME --kind KIND"),
            ]);
        }

        return Read(File.ReadAllText(file), file);
    }

    /// <summary>Reads a text; <paramref name="file"/> is its absolute path, for messages and relative paths.</summary>
    public static ConfigurationResult Read(string text, string file)
    {
        var problems = new List<ConfigurationProblem>();
        var document = SyntaxParser.Parse(text, file, validate: true);
        foreach (var diagnostic in document.Diagnostics)
        {
            problems.Add(new ConfigurationProblem(file, diagnostic.Span.Start.Line + 1, "syntax", diagnostic.Message));
        }

        if (problems.Count > 0)
        {
            return new ConfigurationResult(null, problems);
        }

        var configuration = Bind(document, file, problems);
        return problems.Count == 0
            ? new ConfigurationResult(configuration, [])
            : new ConfigurationResult(null, [.. problems.OrderBy(problem => problem.Line)]);
    }

    private static NodeConfiguration Bind(DocumentSyntax document, string file, List<ConfigurationProblem> problems)
    {
        var folder = Path.GetDirectoryName(file)!;
        var top = new TomlSection(file, "", 1, problems);
        foreach (var pair in document.KeyValues)
        {
            top.Add(pair);
        }

        var single = new Dictionary<string, TomlSection>(StringComparer.Ordinal);
        var sources = new List<Source>();
        var feeds = new List<FeedConfiguration>();
        var roles = new List<OpenIdRole>();
        var peers = new Dictionary<MemberId, Uri>();
        var consoles = new Dictionary<MemberId, Uri>();
        var member = MemberOf(top);
        foreach (var table in document.Tables)
        {
            var name = table.Name?.ToString().Trim() ?? "";
            var section = new TomlSection(file, name, table.Span.Start.Line + 1, problems);
            foreach (var pair in table.Items.OfType<KeyValueSyntax>())
            {
                section.Add(pair);
            }

            switch (name, table is TableArraySyntax)
            {
                case ("sources", true):
                    ConfiguredSource.Read(section, member, sources);
                    break;
                case ("feeds", true):
                    ReadFeed(section, feeds);
                    break;
                case ("openid_roles", true):
                    roles.Add(new OpenIdRole(section.RequiredText("claim", "groups"), section.RequiredText("value", "dispatchers"), Word(section, "role", "operator")));
                    section.RefuseTheRest();
                    break;
                case ("peers" or "consoles", false):
                    ReadAddresses(section, name == "peers" ? peers : consoles, name == "peers" ? ["https"] : ["http", "https"]);
                    break;
                case ("listen" or "data" or "limits" or "people" or "openid", false):
                    single[name] = section;
                    break;
                default:
                    problems.Add(new ConfigurationProblem(file, table.Span.Start.Line + 1, name,
                        "This table is unknown. Known: [listen], [data], [limits], [people], [openid], [peers], [consoles], [[sources]], [[feeds]], [[openid_roles]]."));
                    break;
            }
        }

        TomlSection Section(string name) => single.TryGetValue(name, out var section) ? section : new TomlSection(file, name, 1, problems);

        var data = Section("data");
        var listen = ReadListen(Section("listen"));
        var configuration = new NodeConfiguration
        {
            Folder = folder,
            Member = member,
            Kind = Word(top, "kind", "police"),
            DisplayName = top.Text("display_name", member.Name),
            Network = Word(top, "network", "montevideo"),
            CyberSensors = top.Flag("cyber_sensors", false),
            Listen = listen,
            Data = Path.GetFullPath(data.Text("folder", "."), folder),
            City = data.Has("city") ? Path.GetFullPath(data.Text("city", ""), folder) : null,
            Doctrine = data.Has("doctrine") ? Path.GetFullPath(data.Text("doctrine", ""), folder) : null,
            LocalRules = data.Has("local_rules") ? Path.GetFullPath(data.Text("local_rules", ""), folder) : null,
            Sources = sources,
            Feeds = feeds,
            PeerAddresses = peers,
            PublicAddresses = consoles,
            OpenId = single.TryGetValue("openid", out var openId) ? ReadOpenId(openId, folder, roles) : null,
            Passkeys = ReadPasskeys(Section("people"), listen.PublicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true),
            Limits = ReadLimits(Section("limits")),
        };
        top.RefuseTheRest();
        data.RefuseTheRest();
        return configuration;
    }

    private static MemberId MemberOf(TomlSection top)
    {
        var text = top.RequiredText("name", "police");
        if (MemberId.Parse(text).Accepted(out var member, out var refusal))
        {
            return member;
        }

        if (text.Length > 0)
        {
            top.Refuse("name", refusal.Message);
        }

        return default;
    }

    private static string Word(TomlSection section, string key, string example)
    {
        var text = section.RequiredText(key, example);
        if (text.Length > 0 && MemberId.Parse(text).Refusal is not null)
        {
            section.Refuse(key, "One word is expected here: 1 to 32 of a-z, 0-9 and '-', starting with a letter.");
        }

        return text;
    }

    private static ListenConfiguration ReadListen(TomlSection section)
    {
        var address = section.Text("address", "127.0.0.1");
        if (!IPAddress.TryParse(address, out _))
        {
            section.Refuse("address", "An IP address of this machine is expected here, for example 127.0.0.1 or 0.0.0.0.");
        }

        var listen = new ListenConfiguration(
            address,
            section.Integer("http_port", 8080, 0, 65_535),
            section.Port("peer_port"),
            section.Port("mqtt_port"),
            section.Port("cot_port"),
            Url(section, "public_url", "http", "https"),
            Url(section, "peer_url", "https"));
        var ports = new[] { listen.HttpPort, listen.PeerPort, listen.MqttPort, listen.CotPort }.Where(port => port is > 0).ToList();
        if (ports.Distinct().Count() != ports.Count)
        {
            section.Refuse("http_port", "Two listeners share one port; give each its own.");
        }

        section.RefuseTheRest();
        return listen;
    }

    private static string? Url(TomlSection section, string key, params ReadOnlySpan<string> schemes)
    {
        var text = section.Text(key, "");
        if (text.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !schemes.Contains(url.Scheme))
        {
            section.Refuse(key, $"A URL that starts with {string.Join(":// or ", schemes.ToArray())}:// is expected here.");
            return null;
        }

        return text.TrimEnd('/');
    }

    private static void ReadFeed(TomlSection section, List<FeedConfiguration> feeds)
    {
        var id = section.RequiredText("id", "weather-warnings");
        var kind = section.RequiredText("kind", "cap-atom");
        if (kind is not ("" or "cap-atom"))
        {
            section.Refuse("kind", "Only cap-atom is known.");
        }

        section.RequiredText("url", "http://example.org/alerts.atom");
        var url = Url(section, "url", "http", "https");
        var every = TimeSpan.FromSeconds(section.Integer("every_seconds", 30, 1, 86_400));
        var feed = ConfiguredSource.FeedOf(section);
        if (feeds.Any(other => other.Id == id))
        {
            section.Refuse("id", "Two feeds have this id.");
        }

        section.RefuseTheRest();
        if (url is not null)
        {
            feeds.Add(new FeedConfiguration(id, kind, new Uri(url), every, feed));
        }
    }

    private static void ReadAddresses(TomlSection section, Dictionary<MemberId, Uri> addresses, params ReadOnlySpan<string> schemes)
    {
        foreach (var key in section.Keys)
        {
            if (!MemberId.Parse(key).Accepted(out var member, out var refusal))
            {
                section.Refuse(key, refusal.Message);
            }
            else if (Url(section, key, schemes) is { } url)
            {
                addresses[member] = new Uri(url);
            }
        }

        section.RefuseTheRest();
    }

    private static OpenIdConfiguration? ReadOpenId(TomlSection section, string folder, IReadOnlyList<OpenIdRole> roles)
    {
        section.RequiredText("authority", "https://login.example.org");
        var url = Url(section, "authority", "https", "http");
        if (url is not null && new Uri(url) is { Scheme: "http", IsLoopback: false })
        {
            section.Refuse("authority", "A provider on another machine is reached over https:// only.");
        }

        var client = section.RequiredText("client_id", "palladium");
        var secret = section.Has("client_secret_file") ? Path.GetFullPath(section.Text("client_secret_file", ""), folder) : null;
        var name = section.Text("name", "your organisation");
        section.RefuseTheRest();
        return url is null ? null : new OpenIdConfiguration(name, new Uri(url), client, secret, roles);
    }

    private static PasskeyRule ReadPasskeys(TomlSection section, bool isReachedByHttps)
    {
        var word = section.Text("passkeys", isReachedByHttps ? "required" : "offered");
        if (word is not ("required" or "offered"))
        {
            section.Refuse("passkeys", "required or offered is expected here.");
        }

        section.RefuseTheRest();
        return word == "offered" ? PasskeyRule.Offered : PasskeyRule.Required;
    }

    private static LimitConfiguration ReadLimits(TomlSection section)
    {
        var defaults = new LimitConfiguration();
        var limits = new LimitConfiguration
        {
            RequestBytes = section.Integer("request_bytes", defaults.RequestBytes, 1024, 256 * 1024 * 1024),
            Connections = section.Integer("connections", defaults.Connections, 1, 100_000),
            SegmentAge = TimeSpan.FromSeconds(section.Integer("segment_seconds", (int)defaults.SegmentAge.TotalSeconds, 1, 3600)),
            SegmentBytes = section.Integer("segment_bytes", defaults.SegmentBytes, 4096, 64 * 1024 * 1024),
            RecentReadings = section.Integer("recent_readings", defaults.RecentReadings, 1, 100_000),
            SessionLongest = TimeSpan.FromMinutes(section.Integer("session_longest_minutes", (int)defaults.SessionLongest.TotalMinutes, 1, 10_080)),
            SessionIdle = TimeSpan.FromMinutes(section.Integer("session_idle_minutes", (int)defaults.SessionIdle.TotalMinutes, 1, 10_080)),
            SignInsPerMinute = section.Integer("sign_ins_per_minute", defaults.SignInsPerMinute, 1, 1000),
        };
        section.RefuseTheRest();
        return limits;
    }
}
