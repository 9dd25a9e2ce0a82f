using BotPerf.Web.Access;
using BotPerf.Web.Alerts;

namespace BotPerf.Web.Api;

/// <summary>What callers ask to be done with alerts, read with <see cref="Refused"/> in mind, and handed to the desk.</summary>
internal sealed class AlertAct(AlertDesk desk, People people)
{
    public static readonly IReadOnlyList<string> All = ["acknowledge", "assign", "snooze", "resolve", "clear", "note"];

    // Addresses that hold a whole address are few.
    private const int MostAlike = 50;

    /// <exception cref="Refused">A field is wrong.</exception>
    public async Task<DeskResult> DoAsync(
        string action, IReadOnlyList<int> ids, AlertActWanted wanted, string by, CancellationToken cancellationToken)
    {
        var note = string.IsNullOrWhiteSpace(wanted.Note) ? null : wanted.Note.Trim();
        if (note?.Length > AlertDesk.LongestNote)
            throw Refused.Field("note", $"has at most {AlertDesk.LongestNote} characters");

        try
        {
            return action switch
            {
                "acknowledge" => await desk.AcknowledgeAsync(ids, by, note, wanted.Until, cancellationToken),
                "assign" => await desk.AssignAsync(ids, by, await AssigneeAsync(wanted.Assignee, cancellationToken), cancellationToken),
                "snooze" => await desk.SnoozeAsync(ids, by, wanted.Until ?? throw Refused.Field("until", "has to say when it ends"), cancellationToken),
                "resolve" => await desk.ResolveAsync(ids, by, note, cancellationToken),
                "clear" => await desk.ClearAsync(ids, by, cancellationToken),
                "note" => await desk.NoteAsync(ids, by, note ?? throw Refused.Field("note", "has to say something"), cancellationToken),
                _ => throw Refused.Field("action", $"has to be one of {string.Join(", ", All)}"),
            };
        }
        catch (AlertRefusedException refused)
        {
            throw Refused.Wrong(ids.Count > AlertDesk.MostAtOnce ? "ids" : "until", refused.Message);
        }
    }

    private async Task<string?> AssigneeAsync(string? email, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(email) ? null
        : (await people.ListAsync(email, 0, MostAlike, cancellationToken)).FirstOrDefault(IsMeant(email.Trim())) is { } person ? person.Email
        : throw Refused.Field("assignee", "has to be the e-mail address of somebody who may sign in");

    private static Func<Person, bool> IsMeant(string email) =>
        person => !person.IsDisabled && person.Email.Equals(email, StringComparison.OrdinalIgnoreCase);
}
