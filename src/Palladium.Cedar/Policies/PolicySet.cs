using System.Globalization;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>Policies that are decided together. Immutable, safe for any number of threads.</summary>
public sealed class PolicySet
{
    private readonly Dictionary<string, CedarPolicy> _byId;

    private PolicySet(IReadOnlyList<CedarPolicy> all)
    {
        _byId = all.ToDictionary(p => p.Id, StringComparer.Ordinal);
        Policies = [.. all.Where(p => !p.IsTemplate)];
        Templates = [.. all.Where(p => p.IsTemplate)];
    }

    /// <summary>The set with no policy: it denies everything.</summary>
    public static PolicySet Empty { get; } = new([]);

    /// <summary>The policies, in the order of the text.</summary>
    public IReadOnlyList<CedarPolicy> Policies { get; }

    /// <summary>The templates, in the order of the text; they decide nothing before they are linked.</summary>
    public IReadOnlyList<CedarPolicy> Templates { get; }

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

        var policies = syntaxes.Select((s, i) => new CedarPolicy(
            s.Annotations.TryGetValue("id", out var id) ? id : "policy" + i.ToString(CultureInfo.InvariantCulture), s));
        return Unique([.. policies]);
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

        var linked = new CedarPolicy(newId, syntax with
        {
            Principal = Fill(syntax.Principal, principal),
            Resource = Fill(syntax.Resource, resource),
        });
        return Unique([.. Policies, .. Templates, linked]);
    }

    private static ScopePart Fill(ScopePart part, EntityUid? entity) =>
        entity is { } uid ? part with { Entities = [uid], HasSlot = false } : part;

    private static CedarParse<PolicySet> Unique(List<CedarPolicy> policies)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var errors = policies.Where(p => !seen.Add(p.Id))
            .Select(p => new CedarError(p.File, p.Line, p.Column, $"the policy id '{p.Id}' is taken"))
            .ToList();
        return errors.Count > 0 ? new CedarParse<PolicySet>(errors) : new CedarParse<PolicySet>(new PolicySet(policies));
    }
}
