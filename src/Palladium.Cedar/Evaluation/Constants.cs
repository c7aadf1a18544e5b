using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>Expressions that stand on literals alone.</summary>
internal static class Constants
{
    private static readonly CedarRequest Nothing = new(new EntityUid("", ""), new EntityUid("", ""), new EntityUid("", ""), CedarRecord.Empty);

    /// <summary>The value of an expression without variables, which must not nest too deep to be kept.</summary>
    /// <returns>Null if it errs.</returns>
    public static CedarValue? Evaluate(Expression expression, out EvaluationError error)
    {
        var frame = EvaluationFrame.Rent(Nothing, EntityStore.Empty);
        try
        {
            var value = Binder.Bind(expression).Evaluate(frame);
            error = frame.Error;
            return value.IsError ? null : value.Keep();
        }
        finally
        {
            frame.Return();
        }
    }
}
