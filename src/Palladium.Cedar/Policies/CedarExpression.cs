using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>An expression that stands alone, outside a policy. Immutable and thread-safe.</summary>
public sealed class CedarExpression
{
    private readonly SourceText _source;
    private readonly Expression _expression;

    private CedarExpression(SourceText source, Expression expression)
    {
        _source = source;
        _expression = expression;
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<CedarExpression> Parse(string text, string file)
    {
        var source = new SourceText(text, file);
        var errors = new List<CedarError>();
        return PolicyParser.ParseExpression(source, errors) is { } expression
            ? new CedarParse<CedarExpression>(new CedarExpression(source, expression))
            : new CedarParse<CedarExpression>(errors);
    }

    /// <summary>What the expression is worth for a request, or the error in which its evaluation ended.</summary>
    /// <param name="request">What <c>principal</c>, <c>action</c>, <c>resource</c> and <c>context</c> stand for.</param>
    /// <param name="entities">Where attributes and parents are found.</param>
    public CedarParse<CedarValue> Evaluate(CedarRequest request, IEntityStore entities)
    {
        var frame = EvaluationFrame.Rent(request, entities);
        try
        {
            var value = Binder.Bind(_expression).Evaluate(frame);
            return value.IsError
                ? new CedarParse<CedarValue>([_source.Error(frame.Error.Offset, frame.Error.Message())])
                : new CedarParse<CedarValue>(value.Keep());
        }
        finally
        {
            frame.Return();
        }
    }

    /// <summary>The expression in Cedar's syntax.</summary>
    public override string ToString() => Text.CedarWriter.Expression(_expression);

    /// <summary>The expression in Cedar's JSON policy format.</summary>
    public string ToJson() => JsonValueWriter.Document(json => ExpressionJsonWriter.Write(json, _expression), isIndented: false);
}
