using Palladium.Cedar.Json;
using Palladium.Cedar.Syntax;
using Palladium.Cedar.Text;

namespace Palladium.Cedar;

/// <summary>A policy or template of a set. Immutable.</summary>
public sealed class CedarPolicy
{
    internal CedarPolicy(string id, PolicySyntax syntax, TemplateLink? link = null)
    {
        Id = id;
        Syntax = syntax;
        Link = link;
        var place = syntax.Source.Error(syntax.Offset, "");
        Line = place.Line;
        Column = place.Column;
        Annotations = syntax.Annotations.ToDictionary(a => a.Key, a => a.Value ?? "", StringComparer.Ordinal);
    }

    /// <summary>Its id, unique in its set.</summary>
    public string Id { get; }

    /// <summary>Whether it forbids; otherwise it permits.</summary>
    public bool IsForbid => Syntax.IsForbid;

    /// <summary>Its annotations: <c>@rule("plain words")</c> is found under <c>rule</c>; without a value the text is empty.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>The name of the text it stands in.</summary>
    public string File => Syntax.Source.File;

    /// <summary>The line of its <c>permit</c> or <c>forbid</c>, from 1.</summary>
    public int Line { get; }

    /// <summary>The column of its <c>permit</c> or <c>forbid</c>, from 1.</summary>
    public int Column { get; }

    /// <summary>Whether it is a template: it decides nothing before it is linked.</summary>
    public bool IsTemplate => Syntax.IsTemplate;

    /// <summary>Of which template it was made, with what in its slots; null for a policy that was written out.</summary>
    public TemplateLink? Link { get; }

    /// <summary>The entity in which its head demands the resource to be: <c>resource in X</c> or <c>resource is T in X</c>; null when it demands none.</summary>
    public EntityUid? ResourceIn => Syntax.Resource is { Operator: ScopeOperator.In or ScopeOperator.IsIn, HasSlot: false, Entities: [var entity] } ? entity : null;

    internal PolicySyntax Syntax { get; }

    /// <summary>Whether its head lets it apply to an action, by name or by a group that the schema puts the action in.</summary>
    public bool CoversAction(EntityUid action, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var (scope, groups) = (Syntax.Action, schema.Actions.TryGetValue(action, out var declared) ? declared.Ancestors : []);
        return scope.Operator == ScopeOperator.Any
            || scope.Entities.Contains(action)
            || (scope.Operator == ScopeOperator.In && Array.Exists(scope.Entities, groups.Contains));
    }

    /// <summary>The policy in Cedar's syntax, on one line behind its annotations; comments are not in it.</summary>
    public string ToText() => CedarWriter.Policy(Syntax);

    /// <summary>The policy in Cedar's JSON policy format; comments are not in it.</summary>
    public string ToJson() => JsonValueWriter.Document(json => PolicyJsonWriter.Write(json, Syntax), isIndented: false);
}

/// <summary>How a policy was made of a template.</summary>
/// <param name="TemplateId">The template's id.</param>
/// <param name="Principal">What stands for <c>?principal</c>; null if the template has no such slot.</param>
/// <param name="Resource">What stands for <c>?resource</c>; null if the template has no such slot.</param>
public sealed record TemplateLink(string TemplateId, EntityUid? Principal, EntityUid? Resource);
