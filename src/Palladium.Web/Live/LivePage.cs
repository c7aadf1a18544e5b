using Microsoft.AspNetCore.Components;
using Palladium.Web.Api;
using Palladium.Web.Words;

namespace Palladium.Web.Live;

/// <summary>A page that draws itself again when one of the events it cares for arrives, at most four times a second.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _end = new();
    private int _due;

    [Inject] internal LivePicture Picture { get; set; } = null!;

    [Inject] internal NodeApi Api { get; set; } = null!;

    [Inject] internal CityTime City { get; set; } = null!;

    [Inject] internal TimeProvider Time { get; set; } = null!;

    /// <summary>
    /// False while the page is only drawn and its live side is still on the way: what is typed or pressed then would be lost, so what acts is
    /// disabled until it is there.
    /// </summary>
    protected bool Acts => RendererInfo.IsInteractive;

    /// <summary>Ends with the page.</summary>
    protected CancellationToken Gone => _end.Token;

    /// <summary>Whether an event of that name concerns the page.</summary>
    protected virtual bool Concerns(string eventName) => true;

    /// <summary>Called before the page is drawn again for an event; fetches what the event alone does not hold.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Picture.Changed += OnChanged;
            Picture.Follow();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Picture.Changed -= OnChanged;
            _end.Cancel();
            _end.Dispose();
        }
    }

    private void OnChanged(string eventName)
    {
        if ((eventName.Length == 0 || eventName == Contract.StreamEvents.Snapshot || Concerns(eventName)) && Interlocked.Exchange(ref _due, 1) == 0)
        {
            _ = DrawSoonAsync(_end.Token);
        }
    }

    private async Task DrawSoonAsync(CancellationToken gone)
    {
        try
        {
            await Task.Delay(Pace, Time, gone);
            Interlocked.Exchange(ref _due, 0);
            await InvokeAsync(async () =>
            {
                await RefreshAsync();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException)
        {
            // The page is gone; there is nothing left to draw.
        }
    }
}
