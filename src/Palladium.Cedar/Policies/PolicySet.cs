using System.Globalization;
using Palladium.Cedar.Authorization;
using Palladium.Cedar.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>Policies that are decided together. Immutable, safe for any number of threads.</summary>
public sealed class PolicySet
{
    private readonly Dictionary<string, CedarPolicy> _byId;
    private readonly Lazy<PolicyIndex> _index;

    private PolicySet(IReadOnlyList<CedarPolicy> all)
    {
        _byId = all.ToDictionary(p => p.Id, StringComparer.Ordinal);
        Policies = [.. all.Where(p => !p.IsTemplate)];
        Templates = [.. all.Where(p => p.IsTemplate)];
        _index = new Lazy<PolicyIndex>(() => PolicyIndex.Build([.. Policies.Select((p, i) => new Candidate(new CompiledPolicy(p, i), Shown.Nothing, Next: 0))]));
    }

    /// <summary>The set with no policy: it denies everything.</summary>
    public static PolicySet Empty { get; } = new([]);

    /// <summary>The policies, in the order of the text, then those made of templates in the order of their links.</summary>
    public IReadOnlyList<CedarPolicy> Policies { get; }

    /// <summary>The templates, in the order of the text; they decide nothing before they are linked.</summary>
    public IReadOnlyList<CedarPolicy> Templates { get; }

    internal PolicyIndex Index => _index.Value;

    /// <summary>A set of policies whose ids differ.</summary>
    internal static PolicySet Of(IReadOnlyList<CedarPolicy> policies) => new(policies);

    /// <summary>
    /// Reads policies. A policy's id is its <c>@id</c> annotation, or <c>policy</c> and its place in the text counted from 0.
    /// </summary>
    /// <param name="text">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<PolicySet> Parse(string text, string file)
    {
        var errors = new List<CedarError>();
        var syntaxes = PolicyParser.Parse(new SourceText(text, file), errors);
        if (errors.Count > 0)
        {
            return new CedarParse<PolicySet>(errors);
        }

        var policies = syntaxes.Select((s, i) => new CedarPolicy(IdOf(s) ?? "policy" + i.ToString(CultureInfo.InvariantCulture), s));
        return Unique([.. policies]);
    }

    /// <summary>
    /// Reads policies in Cedar's JSON format: a set <c>{"staticPolicies", "templates", "templateLinks"}</c>, where the keys are the
    /// ids, or one policy or template, whose id is its <c>id</c> annotation or <c>policy0</c>.
    /// </summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<PolicySet> ParseJson(string json, string file)
    {
        var source = new SourceText(json, file);
        try
        {
            var root = JsonTree.Parse(json);
            var reader = new PolicyJsonReader(source);
            if (root.RequireObject("policies as an object").Find("effect") is not null)
            {
                var one = reader.Policy(root);
                return Unique([new CedarPolicy(IdOf(one) ?? "policy0", one)]);
            }

            root.AllowOnly("templates", "staticPolicies", "templateLinks");
            List<CedarPolicy> policies =
            [
                .. Members(root.Require("staticPolicies"), reader, templates: false),
                .. Members(root.Require("templates"), reader, templates: true),
            ];
            return Links(Unique(policies), root.Require("templateLinks"), source);
        }
        catch (SyntaxException e)
        {
            return new CedarParse<PolicySet>([source.Error(e.Offset, e.Message)]);
        }
    }

    /// <summary>Makes one set of several; an id that occurs twice is an error at the second place.</summary>
    /// <param name="sets">The sets, in order.</param>
    public static CedarParse<PolicySet> Combine(IEnumerable<PolicySet> sets) =>
        Unique([.. sets.SelectMany(s => s.Policies.Concat(s.Templates))]);

    /// <summary>Finds a policy or template by id.</summary>
    public CedarPolicy? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Adds a policy made of a template by filling its slots.</summary>
    /// <param name="templateId">The template's id.</param>
    /// <param name="newId">The id of the new policy.</param>
    /// <param name="principal">What stands for <c>?principal</c>; given exactly if the template has that slot.</param>
    /// <param name="resource">What stands for <c>?resource</c>; given exactly if the template has that slot.</param>
    /// <returns>A new set, or an error at the template.</returns>
    public CedarParse<PolicySet> Link(string templateId, string newId, EntityUid? principal, EntityUid? resource)
    {
        if (Find(templateId) is not { IsTemplate: true } template)
        {
            return new CedarParse<PolicySet>([new CedarError("", 0, 0, $"there is no template '{templateId}'")]);
        }

        var syntax = template.Syntax;
        if (principal.HasValue != syntax.Principal.HasSlot || resource.HasValue != syntax.Resource.HasSlot)
        {
            return new CedarParse<PolicySet>([syntax.Source.Error(
                syntax.Offset, $"the link '{newId}' must give exactly the slots of the template '{templateId}'")]);
        }

        var linked = new CedarPolicy(
            newId,
            syntax with { Principal = syntax.Principal.Fill(principal), Resource = syntax.Resource.Fill(resource) },
            new TemplateLink(templateId, principal, resource));
        return Unique([.. Policies, .. Templates, linked]);
    }

    /// <summary>
    /// The policies and templates in Cedar's syntax, without comments. That syntax has no links: a policy made of a template stands
    /// there written out. An id that is neither an annotation nor the place in the text gets an annotation.
    /// </summary>
    public string ToText() => Text.CedarWriter.Set(this);

    /// <summary>The policies, templates and links in Cedar's JSON policy format, without comments.</summary>
    public string ToJson() => JsonValueWriter.Document(json => PolicyJsonWriter.Write(json, this), isIndented: false);

    private static string? IdOf(PolicySyntax syntax) => syntax.Annotations.TryGetValue("id", out var id) ? id ?? "" : null;

    private static IEnumerable<CedarPolicy> Members(JsonTree json, PolicyJsonReader reader, bool templates)
    {
        foreach (var (id, _, value) in json.RequireObject().Members)
        {
            var policy = new CedarPolicy(id, reader.Policy(value));
            yield return policy.IsTemplate == templates
                ? policy
                : throw new SyntaxException(value.Offset, templates ? "a template has at least one slot" : "a policy has no slots; this is a template");
        }
    }

    private static CedarParse<PolicySet> Links(CedarParse<PolicySet> set, JsonTree links, SourceText source)
    {
        foreach (var json in links.RequireArray())
        {
            json.AllowOnly("templateId", "newId", "values");
            var values = json.Require("values");
            values.AllowOnly("?principal", "?resource");
            if (set.Value is not { } policies)
            {
                return set;
            }

            set = policies.Link(
                json.Require("templateId").RequireString(),
                json.Require("newId").RequireString(),
                values.Find("?principal") is { } principal ? JsonValues.Uid(principal) : null,
                values.Find("?resource") is { } resource ? JsonValues.Uid(resource) : null);
            if (!set.Succeeded)
            {
                return new CedarParse<PolicySet>([source.Error(json.Offset, set.Errors[0].Message)]);
            }
        }

        return set;
    }

    private static CedarParse<PolicySet> Unique(List<CedarPolicy> policies)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var errors = policies.Where(p => !seen.Add(p.Id))
            .Select(p => new CedarError(p.File, p.Line, p.Column, $"the policy id '{p.Id}' is taken"))
            .ToList();
        return errors.Count > 0 ? new CedarParse<PolicySet>(errors) : new CedarParse<PolicySet>(new PolicySet(policies));
    }
}
